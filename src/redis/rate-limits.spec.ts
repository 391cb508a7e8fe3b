import { jest } from '@jest/globals';

import type { AppConfig } from '../config/index.js';
import { networkOf, RateLimits } from './rate-limits.js';

describe('the network that is counted for an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::9', '0:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the limit per session', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const limitsOf = (perSession: number): RateLimits =>
    new RateLimits({ rateLimits: { perSession, perAddress: 0 } } as AppConfig, undefined);

  it('refuses what is too much until a minute after the first request, and counts each session by itself', () => {
    const limits = limitsOf(2);
    expect([limits.session('one'), limits.session('one')]).toEqual([undefined, undefined]);

    jest.advanceTimersByTime(20_000);
    expect(limits.session('one')).toBe(40);
    expect(limits.session('another')).toBeUndefined();
    jest.advanceTimersByTime(39_999);
    expect(limits.session('one')).toBe(1);
    jest.advanceTimersByTime(1);
    expect(limits.session('one')).toBeUndefined();
  });

  it('is none when it is zero', () => {
    const limits = limitsOf(0);

    expect(Array.from({ length: 1_000 }, () => limits.session('one')).every((wait) => wait === undefined)).toBe(true);
  });
});
