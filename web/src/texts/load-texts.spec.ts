import { jest } from '@jest/globals';
import { inTime } from './load-texts.js';

describe('loaded texts', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are the loaded ones, and nothing when that fails', async () => {
    expect(await inTime(Promise.resolve('texts'))).toBe('texts');
    expect(await inTime<string>(Promise.reject(new Error('offline')))).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are not awaited beyond four seconds', async () => {
    let isOver = false;
    const loaded = inTime(new Promise<string>(() => undefined)).finally(() => {
      isOver = true;
    });
    await jest.advanceTimersByTimeAsync(3_999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
    expect(await loaded).toBeUndefined();
  });

  it('are awaited for another time on request', async () => {
    const loaded = inTime(new Promise<string>(() => undefined), 1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([await loaded, jest.getTimerCount()]).toEqual([undefined, 0]);
  });
});
