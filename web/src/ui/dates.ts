const DAY_MS = 86_400_000;

function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** Whole local days between two moments; rounding absorbs the hour of a clock change. */
function daysBetween(earlier: Date, later: Date): number {
  return Math.round((startOfDay(later).getTime() - startOfDay(earlier).getTime()) / DAY_MS);
}

/** As short as the list can afford: the time today, the weekday this week, then the date. */
export function shortTime(date: Date, now: Date, locale?: string): string {
  const days = daysBetween(date, now);
  if (days <= 0) return date.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });
  if (days < 7) return date.toLocaleDateString(locale, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  if (date.getFullYear() === now.getFullYear()) {
    return date.toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  }
  return date.toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
}

export function longTime(date: Date, locale?: string): string {
  return date.toLocaleString(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
}

/** The heading a message stands under in the list. */
export function dayGroup(date: Date, now: Date, locale?: string): string {
  const days = daysBetween(date, now);
  const weekday = (now.getDay() + 6) % 7;
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= weekday) return 'This week';
  if (days <= weekday + 7) return 'Last week';
  return date.toLocaleDateString(locale, { month: 'long', year: 'numeric' });
}
