import { chosenTime, sendTimes } from './send-times.js';

function names(now: string): string[] {
  return sendTimes(new Date(now)).map(({ name }) => name);
}

describe('when a message may be sent later', () => {
  it('is in the future, in the order of time', () => {
    // A Thursday.
    expect(names('2026-12-03T09:00')).toEqual([
      'This afternoon',
      'This evening',
      'Tomorrow morning',
      'Tomorrow afternoon',
    ]);
    expect(names('2026-12-03T17:40')).toEqual(['Tomorrow morning', 'Tomorrow afternoon', 'Monday morning']);
    expect(sendTimes(new Date('2026-12-03T17:40'))[2]?.at).toEqual(new Date('2026-12-07T08:00'));
  });

  it('is not named twice on a Sunday', () => {
    expect(names('2026-12-06T20:00')).toEqual(['Tomorrow morning', 'Tomorrow afternoon']);
  });

  it.each([
    ['2026-12-03T09:01', true],
    ['2026-12-03T08:59', false],
    ['2028-12-03T09:00', false],
    ['', false],
  ])('may be chosen: %s %s', (value, isGood) => {
    expect(chosenTime(value, new Date('2026-12-03T09:00')) !== undefined).toBe(isGood);
  });
});
