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
