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
});
