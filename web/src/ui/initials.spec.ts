import { initialsOf } from './initials.js';

describe('the initials of', () => {
  it.each([
    ['Alice Moreau', 'AM'],
    ['Moreau, Alice', 'MA'],
    ['Ana María del Río (IT)', 'AR'],
    ['émile zola', 'ÉZ'],
    ['alice@contoso.example', 'A'],
    ['Михаил Булгаков', 'МБ'],
    ["'Build server'", 'BS'],
    ['بلال حداد', 'ب'],
    ['שרה לוי', 'ש'],
    ['山田 太郎', '山'],
    ['김민준', '김'],
    ['Alice حداد', 'A'],
    ['+49 30 1234', ''],
    ['(no name)', ''],
    ['', ''],
  ])('%s are %j, from left to right as from right to left', (name, expected) => {
    expect(initialsOf(name)).toBe(expected);
  });
});
