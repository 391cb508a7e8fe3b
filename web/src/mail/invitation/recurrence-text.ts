/** Graph's `patternedRecurrence`: all of it may be missing or something else. */
export interface Recurrence {
  readonly pattern?: Readonly<Record<string, unknown>> | undefined;
  readonly range?: Readonly<Record<string, unknown>> | undefined;
}

const UNITS: Readonly<Record<string, string>> = {
  daily: 'day',
  weekly: 'week',
  absolutemonthly: 'month',
  relativemonthly: 'month',
  absoluteyearly: 'year',
  relativeyearly: 'year',
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WORKDAYS = 'friday,monday,thursday,tuesday,wednesday';

/** How often a meeting is repeated, in a sentence; what isn't understood is said to repeat, and no more. */
export function recurrenceText({ pattern = {}, range = {} }: Recurrence, locale?: string): string {
  const type = word(pattern['type']);
  const unit = UNITS[type];
  if (unit === undefined) return 'Repeats';
  const interval = count(pattern['interval']) ?? 1;
  const every = interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`;
  return [every, on(type, pattern, locale), until(range, locale)].filter((part) => part !== '').join(' ');
}

function on(type: string, pattern: Readonly<Record<string, unknown>>, locale: string | undefined): string {
  const days = daysOf(pattern['daysOfWeek']);
  const names =
    [...days].sort().join(',') === WORKDAYS
      ? 'weekdays'
      : list(
          days.map((day) => dayName(day, locale)),
          locale,
        );
  const day = count(pattern['dayOfMonth']);
  const month = count(pattern['month']);
  const inMonth = month === undefined || month > 12 ? '' : ` of ${monthName(month, locale)}`;
  switch (type) {
    case 'weekly':
      return names === '' ? '' : `on ${names}`;
    case 'absolutemonthly':
      return day === undefined ? '' : `on day ${day}`;
    case 'absoluteyearly':
      return day === undefined || inMonth === '' ? '' : `on day ${day}${inMonth}`;
    case 'relativemonthly':
      return names === '' ? '' : `on the ${word(pattern['index']) || 'first'} ${names}`;
    case 'relativeyearly':
      return names === '' ? '' : `on the ${word(pattern['index']) || 'first'} ${names}${inMonth}`;
    default:
      return '';
  }
}

function until(range: Readonly<Record<string, unknown>>, locale: string | undefined): string {
  const type = word(range['type']);
  const times = count(range['numberOfOccurrences']);
  if (type === 'numbered' && times !== undefined) return times === 1 ? '(once)' : `(${times} times)`;
  const end = new Date(`${word(range['endDate'])}T00:00:00Z`);
  if (type !== 'enddate' || Number.isNaN(end.getTime())) return '';
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `until ${format.format(end)}`;
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

/** 4 January 1970 was a Sunday. */
function dayName(day: string, locale: string | undefined): string {
  const date = new Date(Date.UTC(1970, 0, 4 + DAYS.indexOf(day)));
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(date);
}

function monthName(month: number, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(1970, month - 1));
}

function list(names: readonly string[], locale: string | undefined): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
}
