import { tPlural } from '../../texts/messages.js';
import { locale as appLocale, t } from '../../texts/t.js';

/** Graph's `patternedRecurrence`: any member may be missing or have another type. */
export interface Recurrence {
  readonly pattern?: Readonly<Record<string, unknown>> | undefined;
  readonly range?: Readonly<Record<string, unknown>> | undefined;
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WORKDAYS = 'friday,monday,thursday,tuesday,wednesday';

type Fields = Readonly<Record<string, unknown>>;

/** How often a meeting is repeated, as a sentence. An unknown pattern is only said to repeat. */
export function recurrenceText({ pattern = {}, range = {} }: Recurrence, locale = appLocale()): string {
  const every = everyText(pattern, locale);
  return every === undefined ? t('Repeats') : limitedText(every, range, locale);
}

function everyText(pattern: Fields, locale: string): string | undefined {
  const interval = count(pattern['interval']) ?? 1;
  const day = count(pattern['dayOfMonth']);
  const month = monthName(count(pattern['month']), locale);
  const days = daysOf(pattern['daysOfWeek']);
  const index = word(pattern['index']);
  switch (word(pattern['type'])) {
    case 'daily':
      return tPlural('{interval, plural, one {Every day} other {Every # days}}', { interval });
    case 'weekly':
      return weeklyText(interval, days, locale);
    case 'absolutemonthly':
      return day === undefined
        ? monthlyText(interval)
        : tPlural('{interval, plural, one {Every month on day {day}} other {Every # months on day {day}}}', {
            interval,
            day,
          });
    case 'relativemonthly':
      return days.length === 0
        ? monthlyText(interval)
        : tPlural(
            '{interval, plural, one {Every month on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days}} other {Every # months on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days}}}',
            { interval, index, days: daysText(days, locale) },
          );
    case 'absoluteyearly':
      return day === undefined || month === undefined
        ? yearlyText(interval)
        : tPlural(
            '{interval, plural, one {Every year on day {day} of {month}} other {Every # years on day {day} of {month}}}',
            { interval, day, month },
          );
    case 'relativeyearly':
      return days.length === 0 ? yearlyText(interval) : dayOfYearText(interval, index, daysText(days, locale), month);
    default:
      return undefined;
  }
}

function weeklyText(interval: number, days: readonly string[], locale: string): string {
  if (days.length === 0) {
    return tPlural('{interval, plural, one {Every week} other {Every # weeks}}', { interval });
  }
  return isWorkdays(days)
    ? tPlural('{interval, plural, one {Every week on weekdays} other {Every # weeks on weekdays}}', { interval })
    : tPlural('{interval, plural, one {Every week on {days}} other {Every # weeks on {days}}}', {
        interval,
        days: daysText(days, locale),
      });
}

function monthlyText(interval: number): string {
  return tPlural('{interval, plural, one {Every month} other {Every # months}}', { interval });
}

function yearlyText(interval: number): string {
  return tPlural('{interval, plural, one {Every year} other {Every # years}}', { interval });
}

function dayOfYearText(interval: number, index: string, days: string, month: string | undefined): string {
  return month === undefined
    ? tPlural(
        '{interval, plural, one {Every year on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days}} other {Every # years on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days}}}',
        { interval, index, days },
      )
    : tPlural(
        '{interval, plural, one {Every year on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days} of {month}} other {Every # years on the {index, select, second {second} third {third} fourth {fourth} last {last} other {first}} {days} of {month}}}',
        { interval, index, days, month },
      );
}

function limitedText(every: string, range: Fields, locale: string): string {
  const type = word(range['type']);
  const times = count(range['numberOfOccurrences']);
  if (type === 'numbered' && times !== undefined) {
    return tPlural('{times, plural, one {{every} (once)} other {{every} (# times)}}', { every, times });
  }
  const end = new Date(`${word(range['endDate'])}T00:00:00Z`);
  if (type !== 'enddate' || Number.isNaN(end.getTime())) {
    return every;
  }
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return t('{every} until {day}', { every, day: format.format(end) });
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

function daysOf(value: unknown): string[] {
  const days: readonly unknown[] = Array.isArray(value) ? value : [];
  return days.map(word).filter((day) => DAYS.includes(day));
}

function isWorkdays(days: readonly string[]): boolean {
  return [...days].sort().join(',') === WORKDAYS;
}

function daysText(days: readonly string[], locale: string): string {
  if (isWorkdays(days)) {
    return t('weekdays', { context: 'Every month on the first …' });
  }
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(days.map((day) => dayName(day, locale)));
}

/** 4 January 1970 was a Sunday. */
function dayName(day: string, locale: string): string {
  const date = new Date(Date.UTC(1970, 0, 4 + DAYS.indexOf(day)));
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(date);
}

function monthName(month: number | undefined, locale: string): string | undefined {
  if (month === undefined || month > 12) {
    return undefined;
  }
  return new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(1970, month - 1));
}
