import { calendarLeaf, isOver, meetingTime, zoneName } from './meeting-time.js';

const timeZone = 'W. Europe Standard Time';
const span = { start: '2026-12-03T22:30:00Z', end: '2026-12-03T23:30:00Z', isAllDay: false, timeZone };
const tokyo = 'Asia/Tokyo';
const berlin = 'Europe/Berlin';

describe('when a meeting is', () => {
  it('is shown in the reader’s zone, even when that is another day', () => {
    expect(meetingTime(span, 'UTC', 'en-GB')).toMatch(/^Thursday,? 3 December 2026\W.*22:30\s?–\s?23:30$/);
    expect(meetingTime(span, tokyo, 'en-GB')).toMatch(/^Friday,? 4 December 2026\W.*07:30\s?–\s?08:30$/);
    expect(calendarLeaf(span, tokyo, 'en-GB')).toEqual({ month: 'Dec', day: '4', weekday: 'Fri' });
    expect(zoneName(span, berlin, 'en-GB')).toMatch(/^(?:CET|GMT\+1)$/);
  });

  it('names both days of a meeting across midnight', () => {
    expect(meetingTime(span, berlin, 'en-GB')).toMatch(
      /^Thursday,? 3 December 2026\W.*23:30\s–\sFriday,? 4 December 2026\W.*00:30$/,
    );
  });

  it('is a day, not a time, for an all-day meeting, in any zone', () => {
    const day = { ...span, start: '2026-12-03', end: '2026-12-04', isAllDay: true };
    expect(meetingTime(day, 'Pacific/Auckland', 'en-GB')).toMatch(/^Thursday,? 3 December 2026$/);
    expect(zoneName(day, berlin, 'en-GB')).toBeUndefined();
    expect(meetingTime({ ...day, end: '2026-12-06' }, 'Pacific/Auckland', 'en-GB')).toMatch(/3.*5 December 2026/);
    expect(calendarLeaf(day, 'America/Lima', 'en-GB')?.day).toBe('3');
  });

  it('stays in the organiser’s zone, with its name, when the zone is unknown', () => {
    const floating = { ...span, start: '2026-12-03T09:00:00', end: '2026-12-03T10:00:00' };
    expect(meetingTime(floating, tokyo, 'en-GB')).toMatch(
      /^Thursday,? 3 December 2026\W.*09:00\s?–\s?10:00 \(W\. Europe Standard Time\)$/,
    );
    expect(zoneName(floating, tokyo, 'en-GB')).toBeUndefined();
    expect(isOver(floating, Date.parse('2030-01-01'))).toBe(false);
  });

  it('may be unknown', () => {
    expect(meetingTime({ ...span, start: null })).toBeUndefined();
    expect(calendarLeaf({ ...span, start: null })).toBeUndefined();
  });

  it('is over when it has ended', () => {
    expect([isOver(span, Date.parse(span.start)), isOver(span, Date.parse(span.end) + 1)]).toEqual([false, true]);
  });

  it.each([
    ['America/Lima', '2026-12-04T04:59:00Z', false],
    ['America/Lima', '2026-12-04T05:00:00Z', true],
    ['Pacific/Auckland', '2026-12-03T10:59:00Z', false],
    ['Pacific/Auckland', '2026-12-03T11:00:00Z', true],
  ])('is over with its day in %s when it is all day: %s', (zone, now, expected) => {
    const day = { ...span, start: '2026-12-03', end: '2026-12-04', isAllDay: true };
    expect(isOver(day, Date.parse(now), zone)).toBe(expected);
    expect(isOver({ ...day, end: null }, Date.parse(now), zone)).toBe(expected);
  });
});
