import { withDirection } from './text-direction.js';

describe('text that is sent', () => {
  it.each([
    ['Arabic', '<p>مرحبا Alice</p>'],
    ['Hebrew', '<p><b>שלום</b></p>'],
    ['Arabic after characters without a direction', '<p>123 &amp; (!)</p><p>&nbsp;مرحبا</p>'],
  ])('is marked as right to left: %s', (_, html) => {
    expect(withDirection(html)).toBe(`<div dir="rtl">${html}</div>`);
  });

  it.each([
    ['Latin that quotes Arabic', '<p>He said مرحبا</p>'],
    ['Japanese', '<p>こんにちは</p>'],
    ['nothing', ''],
    ['Arabic that is marked already', '<div dir="rtl"><p>مرحبا</p></div>'],
  ])('is unchanged: %s', (_, html) => {
    expect(withDirection(html)).toBe(html);
  });
});
