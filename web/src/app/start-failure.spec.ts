import { answerToStartFailure } from './start-failure.js';

describe('an app that can’t be loaded', () => {
  it('is loaded again once, with a new page', () => {
    expect(answerToStartFailure(true, false)).toBe('reload');
  });

  it('is reported when a reload has not helped, and without a network', () => {
    expect(answerToStartFailure(true, true)).toBe('say');
    expect(answerToStartFailure(false, false)).toBe('say');
  });
});
