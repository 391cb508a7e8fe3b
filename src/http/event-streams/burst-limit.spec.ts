import { jest } from '@jest/globals';

import { BurstLimit } from './burst-limit.js';

describe('a burst', () => {
  let passed: number;
  let limit: BurstLimit;

  beforeEach(() => {
    jest.useFakeTimers();
    passed = 0;
    limit = new BurstLimit(1_000, () => {
      passed++;
    });
  });

  afterEach(() => jest.useRealTimers());

  it('is reported at its beginning, and once more at its end', () => {
    for (let each = 0; each < 100; each++) {
      limit.note();
    }
    expect(passed).toBe(1);

    jest.advanceTimersByTime(1_000);
    expect(passed).toBe(2);
    jest.advanceTimersByTime(10_000);
    expect([passed, jest.getTimerCount()]).toEqual([2, 0]);
  });

  it('of one event is reported once', () => {
    limit.note();
    jest.advanceTimersByTime(10_000);

    expect(passed).toBe(1);
  });

  it('that continues is reported once a second', () => {
    for (let tenth = 0; tenth < 50; tenth++) {
      limit.note();
      jest.advanceTimersByTime(100);
    }

    expect(passed).toBe(6);
  });
});
