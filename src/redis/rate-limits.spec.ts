import { jest } from '@jest/globals';

import { Secret } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { RateLimits } from './rate-limits.js';

describe('the limit per address', () => {
  const limitsOf = (perAddress: number): RateLimits =>
    new RateLimits(
      {
        rateLimits: { perSession: 0, perAddress },
        encryptionKeys: [{ id: 'k', key: new Secret(Buffer.alloc(32, 7)) }],
      } as unknown as AppConfig,
      undefined,
    );
  const asked = async (addresses: readonly string[]): Promise<number> => {
    const limits = limitsOf(2);
    let admitted = 0;
    for (const address of addresses) {
      admitted += (await limits.address('sign-in', address)) === undefined ? 1 : 0;
    }
    return admitted;
  };

  it.each([
    ['one IPv4 address', Array<string>(50).fill('203.0.113.7'), 2],
    ['a /24', Array.from({ length: 100 }, (_, each) => `203.0.113.${each}`), 16],
    ['a /64', Array.from({ length: 50 }, (_, each) => `2001:db8:1:2::${each.toString(16)}`), 2],
    [
      'a /56',
      Array.from({ length: 200 }, (_, each) => `2001:db8:1:2f${(each % 256).toString(16).padStart(2, '0')}::1`),
      16,
    ],
    ['a /48', Array.from({ length: 200 }, (_, each) => `2001:db8:1:${(each * 256).toString(16)}::1`), 64],
  ])('bounds %s as a whole', async (_, addresses, most) => {
    expect(await asked(addresses)).toBe(most);
  });

  it.each([
    ['IPv4', '203.0.113.7', '203.0.113.8'],
    ['IPv6', '2001:db8:1:2f01::7', '2001:db8:1:2f02::7'],
  ])('costs the neighbours of a refused %s address nothing', async (_, greedy, neighbour) => {
    const limits = limitsOf(2);
    for (let request = 0; request < 200; request++) {
      await limits.address('sign-in', greedy);
    }

    expect(await limits.address('sign-in', neighbour)).toBeUndefined();
  });

  it('returns what an address has spent when its network is refused', async () => {
    jest.useFakeTimers();
    try {
      const limits = limitsOf(2);
      for (let each = 1; each <= 8; each++) {
        await limits.address('sign-in', `203.0.113.${each}`);
        await limits.address('sign-in', `203.0.113.${each}`);
      }
      jest.advanceTimersByTime(30_000);
      for (let request = 0; request < 10; request++) {
        expect(await limits.address('sign-in', '203.0.113.200')).toBe(30);
      }
      jest.advanceTimersByTime(30_000);

      expect(await limits.address('sign-in', '203.0.113.200')).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
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

  it('refuses excess requests until a minute after the first one, and counts each session separately', () => {
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

  it('is off when it is zero', () => {
    const limits = limitsOf(0);

    expect(Array.from({ length: 1_000 }, () => limits.session('one')).every((wait) => wait === undefined)).toBe(true);
  });
});
