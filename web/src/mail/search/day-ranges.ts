import { locale as appLocale, t } from '../../texts/t.js';

/** Days as `YYYY-MM-DD`; empty: any. */
export interface DayRange {
  readonly since: string;
  readonly until: string;
}

/** Common ranges, relative to today in the user's time zone. */
export function dayRanges(now: Date): readonly { readonly name: string; readonly range: DayRange }[] {
  const since = (days: number): DayRange => ({ since: dayOf(now, days), until: '' });
  return [
    { name: t('Today'), range: since(0) },
    { name: t('Last 7 days'), range: since(6) },
    { name: t('Last 30 days'), range: since(29) },
    { name: t('This year'), range: { since: `${now.getFullYear()}-01-01`, until: '' } },
    {
      name: t('Last year'),
      range: { since: `${now.getFullYear() - 1}-01-01`, until: `${now.getFullYear() - 1}-12-31` },
    },
  ];
}

/** A day in the user's locale; an invalid one, such as 31 June, is returned unchanged. */
export function dayText(day: string, locale = appLocale()): string {
  const date = new Date(`${day}T00:00:00Z`);
  // Some browsers read 31 June as 1 July.
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day
    ? day
    : date.toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

/** The first day and the last day, whichever was chosen first. */
export function inOrder({ since, until }: DayRange): DayRange {
  const isReversed = since !== '' && until !== '' && until < since;
  return isReversed ? { since: until, until: since } : { since, until };
}

function dayOf(now: Date, daysAgo: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
