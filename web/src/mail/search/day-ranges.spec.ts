import { dayRanges, dayText, inOrder } from './day-ranges.js';

describe('the days of a search', () => {
  it('are counted back from today, over months and years', () => {
    const ranges = Object.fromEntries(dayRanges(new Date(2026, 0, 3, 23, 59)).map(({ name, range }) => [name, range]));
    expect(ranges).toEqual({
      Today: { since: '2026-01-03', until: '' },
      'Last 7 days': { since: '2025-12-28', until: '' },
      'Last 30 days': { since: '2025-12-05', until: '' },
      'This year': { since: '2026-01-01', until: '' },
      'Last year': { since: '2025-01-01', until: '2025-12-31' },
    });
  });
});

describe('a day of a search', () => {
  it.each([
    ['2026-11-03', 'en-GB', '3 Nov 2026'],
    ['2026-11-03', 'de-DE', '3. Nov. 2026'],
    ['2026-01-01', 'ja-JP', '2026年1月1日'],
    ['2026-13-45', 'en-GB', '2026-13-45'],
    ['2026-06-31', 'en-GB', '2026-06-31'],
  ])('is formatted for the locale: %s in %s', (day, locale, text) => {
    expect(dayText(day, locale)).toBe(text);
  });
});

describe('days in the wrong order', () => {
  it.each([
    [
      { since: '2026-11-30', until: '2026-11-01' },
      { since: '2026-11-01', until: '2026-11-30' },
    ],
    [
      { since: '2026-11-01', until: '2026-11-30' },
      { since: '2026-11-01', until: '2026-11-30' },
    ],
    [
      { since: '2026-11-30', until: '' },
      { since: '2026-11-30', until: '' },
    ],
    [
      { since: '', until: '2026-11-01' },
      { since: '', until: '2026-11-01' },
    ],
  ])('are put in order: %j', (chosen, expected) => {
    expect(inOrder(chosen)).toEqual(expected);
  });
});
