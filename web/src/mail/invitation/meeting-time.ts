import type { Message } from '../../client/index.js';
import { locale as appLocale, t } from '../../texts/t.js';

export type Invitation = NonNullable<Message['invitation']>;
type Span = Pick<Invitation, 'start' | 'end' | 'isAllDay' | 'timeZone'>;

const dayMs = 86_400_000;
const DATE: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };

/**
 * The time of a meeting, in the reader's time zone; undefined when Graph has not sent it. An all-day meeting has no zone and ends at the
 * start of the next day. A time without a zone is in the organiser's zone, which this browser may not know; its name is then shown.
 */
export function meetingTime(span: Span, zone?: string, locale = appLocale()): string | undefined {
  const { start, end, isAllDay, timeZone } = span;
  if (start === null) {
    return undefined;
  }
  if (isAllDay) {
    return days(start, end, locale);
  }
  const isFloating = !start.endsWith('Z');
  const from = momentOf(start);
  const to = end === null ? from : momentOf(end);
  const shown = isFloating ? 'UTC' : zone;
  const style: Intl.DateTimeFormatOptions = {
    ...{ ...DATE, hour: 'numeric', minute: '2-digit' },
    ...(shown === undefined ? {} : { timeZone: shown }),
  };
  const text = new Intl.DateTimeFormat(locale, style).formatRange(from, to);
  return isFloating ? t('{time} ({zone})', { time: text, zone: timeZone }) : text;
}

/** The name of the reader's zone at that moment, such as `GMT+1`; undefined for dates, and for times without a zone. */
export function zoneName({ start, isAllDay }: Span, zone?: string, locale = appLocale()): string | undefined {
  if (start === null || isAllDay || !start.endsWith('Z')) {
    return undefined;
  }
  const style = { timeZoneName: 'short', ...(zone === undefined ? {} : { timeZone: zone }) } as const;
  const parts = new Intl.DateTimeFormat(locale, style).formatToParts(momentOf(start));
  return parts.find(({ type }) => type === 'timeZoneName')?.value;
}

export interface CalendarLeaf {
  readonly month: string;
  readonly day: string;
  readonly weekday: string;
}

/** The day on which it begins, in the form of a calendar page. */
export function calendarLeaf({ start, isAllDay }: Span, zone?: string, locale = appLocale()): CalendarLeaf | undefined {
  if (start === null) {
    return undefined;
  }
  const fixed = isAllDay || !start.endsWith('Z') ? 'UTC' : zone;
  const one = (style: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { ...style, ...(fixed === undefined ? {} : { timeZone: fixed }) }).format(
      momentOf(start),
    );
  return { month: one({ month: 'short' }), day: one({ day: 'numeric' }), weekday: one({ weekday: 'short' }) };
}

/** An all-day meeting is over after its last day in the reader's zone. */
export function isOver({ start, end, isAllDay }: Span, now: number, zone?: string): boolean {
  const last = end ?? start;
  if (last === null) {
    return false;
  }
  if (isAllDay) {
    return lastDay(start ?? last, end) < dayOf(now, zone);
  }
  return last.endsWith('Z') && momentOf(last).getTime() < now;
}

/** In the form `2026-12-03`, which can be compared as text. */
function lastDay(start: string, end: string | null): string {
  const from = momentOf(start).getTime();
  const to = end === null ? from : momentOf(end).getTime() - dayMs;
  return new Date(Math.max(from, to)).toISOString().slice(0, 10);
}

function dayOf(now: number, zone: string | undefined): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-CA', { ...parts, ...(zone === undefined ? {} : { timeZone: zone }) });
  return format.format(now);
}

function days(start: string, end: string | null, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { ...DATE, timeZone: 'UTC' });
  const from = momentOf(start);
  const to = end === null ? from : new Date(momentOf(end).getTime() - dayMs);
  return to <= from ? format.format(from) : format.formatRange(from, to);
}

/** Dates, and times without a zone, are read as UTC: their figures stay unchanged. */
function momentOf(text: string): Date {
  return new Date(text.length === 10 ? `${text}T00:00:00Z` : text.endsWith('Z') ? text : `${text}Z`);
}
