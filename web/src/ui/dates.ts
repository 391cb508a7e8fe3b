import { locale as appLocale, t } from '../texts/t.js';

const dayMs = 86_400_000;

const STYLES = {
  time: { hour: 'numeric', minute: '2-digit' },
  weekdayAndTime: { weekday: 'short', hour: 'numeric', minute: '2-digit' },
  dayOfYear: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  full: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Creating a formatter costs a hundred times more than using it, and the list has thousands of dates. */
function format(date: Date, style: keyof typeof STYLES, locale: string): string {
  const key = `${locale}:${style}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(locale, STYLES[style]);
    formatters.set(key, formatter);
  }
  return formatter.format(date);
}

function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** Whole local days between two moments; rounding absorbs the hour of a clock change. */
function daysBetween(earlier: Date, later: Date): number {
  return Math.round((startOfDay(later).getTime() - startOfDay(earlier).getTime()) / dayMs);
}

/** A short form for the list: the time today, the weekday this week, then the date. */
export function shortTime(date: Date, now: Date, locale = appLocale()): string {
  const days = daysBetween(date, now);
  if (days <= 0) {
    return format(date, 'time', locale);
  }
  if (days < 7) {
    return format(date, 'weekdayAndTime', locale);
  }
  return format(date, date.getFullYear() === now.getFullYear() ? 'dayOfYear' : 'date', locale);
}

export function longTime(date: Date, locale = appLocale()): string {
  return format(date, 'full', locale);
}

const firstDays = new Map<string, number>();

/** The first day of the week in the locale, as `getDay` counts; Monday when the browser doesn't know it. */
function firstDayOf(locale: string): number {
  const known = firstDays.get(locale);
  if (known !== undefined) {
    return known;
  }
  // Newer browsers have a method, older ones a property, others neither.
  const weeks = new Intl.Locale(locale) as Intl.Locale & LocaleWeeks;
  const { firstDay } = weeks.getWeekInfo?.() ?? weeks.weekInfo ?? { firstDay: 1 };
  firstDays.set(locale, firstDay % 7);
  return firstDay % 7;
}

/** Of https://tc39.es/proposal-intl-locale-info, which the types of ES2023 don’t have. 7 is Sunday. */
interface LocaleWeeks {
  readonly weekInfo?: { readonly firstDay: number };
  getWeekInfo?(): { readonly firstDay: number };
}

/** The heading in the list above the message. */
export function dayGroup(date: Date, now: Date, locale = appLocale()): string {
  const days = daysBetween(date, now);
  const weekday = (now.getDay() - firstDayOf(locale) + 7) % 7;
  if (days <= 0) {
    return t('Today');
  }
  if (days === 1) {
    return t('Yesterday');
  }
  if (days <= weekday) {
    return t('This week');
  }
  if (days <= weekday + 7) {
    return t('Last week');
  }
  return format(date, 'month', locale);
}

/** For `datetime-local`, to the minute. */
export function localTime(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
