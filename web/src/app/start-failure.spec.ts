import { respondToStartFailure } from './start-failure.js';

describe('an app that can’t be loaded', () => {
  it('is loaded again once, with a new page', () => {
    expect(respondToStartFailure(true, false)).toBe('reload');
  });

  it('is reported when a reload has not helped, and without a network', () => {
    expect(respondToStartFailure(true, true)).toBe('announce');
    expect(respondToStartFailure(false, false)).toBe('announce');
  });
});
