import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalog, speak } from '../../texts/t.js';
import { recurrenceText } from './recurrence-text.js';

const noEnd = { type: 'noEnd' };

describe('how often a meeting is repeated', () => {
  it.each([
    [{ type: 'daily', interval: 1 }, noEnd, 'Every day'],
    [{ type: 'weekly', interval: 1, daysOfWeek: ['thursday'] }, noEnd, 'Every week on Thursday'],
    [
      { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'wednesday'] },
      { type: 'endDate', endDate: '2027-03-01' },
      'Every 2 weeks on Monday and Wednesday until 1 March 2027',
    ],
    [
      { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] },
      { type: 'numbered', numberOfOccurrences: 10 },
      'Every week on weekdays (10 times)',
    ],
    [{ type: 'absoluteMonthly', interval: 1, dayOfMonth: 15 }, noEnd, 'Every month on day 15'],
    [
      { type: 'relativeMonthly', interval: 3, daysOfWeek: ['tuesday'], index: 'second' },
      noEnd,
      'Every 3 months on the second Tuesday',
    ],
    [{ type: 'absoluteYearly', interval: 1, dayOfMonth: 3, month: 12 }, noEnd, 'Every year on day 3 of December'],
    [
      { type: 'relativeYearly', interval: 1, daysOfWeek: ['sunday'], index: 'last', month: 10 },
      noEnd,
      'Every year on the last Sunday of October',
    ],
    [{ type: 'weekly', interval: 1 }, { type: 'numbered', numberOfOccurrences: 1 }, 'Every week (once)'],
    [{ type: 'absoluteMonthly' }, { type: 'endDate', endDate: '2027-03-01' }, 'Every month until 1 March 2027'],
    [{ type: 'relativeMonthly', daysOfWeek: ['friday'] }, noEnd, 'Every month on the first Friday'],
    [{ type: 'absoluteYearly', interval: 2, dayOfMonth: 3, month: 13 }, noEnd, 'Every 2 years'],
    [
      { type: 'relativeYearly', interval: 2, daysOfWeek: ['sunday'], index: 'fourth' },
      noEnd,
      'Every 2 years on the fourth Sunday',
    ],
  ])('%j %j: %s', (pattern, range, text) => {
    expect(recurrenceText({ pattern, range }, 'en-GB')).toBe(text);
  });

  it.each([{}, { pattern: { type: 'hebrew' } }, { pattern: { type: 7 } }])('is not guessed: %j', (recurrence) => {
    expect(recurrenceText(recurrence, 'en-GB')).toBe('Repeats');
  });

  describe('in Arabic', () => {
    beforeAll(() => {
      const file = join(import.meta.dirname, '../../texts/ar.json');
      speak('ar', JSON.parse(readFileSync(file, 'utf8')) as Catalog, ['ar-EG']);
    });
    afterAll(() => {
      speak('en', {}, []);
    });

    const indexes = [
      ['first', 'الأول'],
      ['second', 'الثاني'],
      ['third', 'الثالث'],
      ['fourth', 'الرابع'],
      ['last', 'الأخير'],
    ] as const;
    const days = { daysOfWeek: ['tuesday'], interval: 1 };

    it.each(indexes)('is on the %s one of its days', (index, word) => {
      for (const pattern of [
        { ...days, type: 'relativeMonthly', index },
        { ...days, type: 'relativeYearly', index },
        { ...days, type: 'relativeYearly', index, month: 10 },
      ]) {
        const text = recurrenceText({ pattern, range: noEnd });
        expect(indexes.map(([, one]) => one).filter((one) => text.includes(one))).toEqual([word]);
      }
    });

    it('has the digits of one kind', () => {
      const text = recurrenceText({ pattern: { type: 'absoluteMonthly', interval: 3, dayOfMonth: 15 }, range: noEnd });
      expect(text).toMatch(/٣.*١٥/);
      expect(text).not.toMatch(/[0-9]/);
    });
  });
});
