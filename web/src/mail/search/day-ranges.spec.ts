import { dayRanges } from './day-ranges.js';

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
