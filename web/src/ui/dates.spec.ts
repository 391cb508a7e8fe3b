import { dayGroup, shortTime } from './dates.js';
import { formatBytes } from './bytes.js';

const NOW = new Date(2026, 2, 11, 12); // a Wednesday

describe('times in the list', () => {
  it.each([
    [new Date(2026, 2, 11, 9, 5), /^0?9:05$/],
    [new Date(2026, 2, 9, 9, 5), /^Mon,? 0?9:05$/],
    [new Date(2026, 1, 1), /^Sun,? 1 Feb$/],
    [new Date(2025, 11, 31), /^31 Dec 2025$/],
  ])('are as short as can be: %p', (date, text) => {
    expect(shortTime(date, NOW, 'en-GB')).toMatch(text);
  });

  it.each([
    [new Date(2026, 2, 11, 0, 1), 'Today'],
    [new Date(2026, 2, 10, 23), 'Yesterday'],
    [new Date(2026, 2, 9), 'This week'],
    [new Date(2026, 2, 2), 'Last week'],
    [new Date(2026, 1, 28), 'February 2026'],
  ])('are grouped under their day: %p', (date, label) => {
    expect(dayGroup(date, NOW, 'en-GB')).toBe(label);
  });

  // 6 December 2026 is a Sunday. Weeks begin on Sunday in the United States, and on Saturday in Egypt.
  it.each([
    ['en-US', 4, 6, 'Last week'],
    ['de-DE', 4, 6, 'This week'],
    ['de-DE', 5, 7, 'Last week'],
    ['ar-EG', 5, 7, 'This week'],
    ['ar-EG', 4, 7, 'Last week'],
  ])('are grouped by the weeks of %s', (locale, day, today, label) => {
    expect(dayGroup(new Date(2026, 11, day), new Date(2026, 11, today), locale)).toBe(label);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1536, '1.5 KB'],
    [3 * 1024 * 1024, '3 MB'],
  ])('%p', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });
});
