import { isIPv6 } from 'node:net';

import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

import { fingerprint } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { keyName } from './key-names.js';
import type { RedisClient } from './redis-connection.js';

const perSeconds = 60;

/**
 * How much one session, or one address on its way to sign in, may ask for in a minute. Sessions are counted in this process,
 * so that no request costs a round trip more; addresses are counted in Redis, and here while Redis is away.
 */
export class RateLimits {
  readonly #sessions: RateLimiterAbstract | undefined;
  readonly #addresses: RateLimiterAbstract | undefined;

  constructor({ rateLimits: { perSession, perAddress } }: AppConfig, client: RedisClient | undefined) {
    this.#sessions = perSession === 0 ? undefined : inMemory('session', perSession);
    this.#addresses = perAddress === 0 ? undefined : addressLimiter(perAddress, client);
  }

  /** Seconds after which the next request is welcome; undefined: now. */
  session(sessionFingerprint: string): Promise<number | undefined> {
    return consume(this.#sessions, sessionFingerprint);
  }

  /** The address is kept as a hash; IPv6 counts by its /64, which is what one customer gets. */
  address(address: string): Promise<number | undefined> {
    return consume(this.#addresses, fingerprint(networkOf(address)));
  }
}

export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) {
    return address;
  }
  const [head = '', tail] = address.split('::', 2);
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const network = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

function inMemory(kind: string, points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: perSeconds, keyPrefix: keyName('rate', kind) });
}

function addressLimiter(points: number, client: RedisClient | undefined): RateLimiterAbstract {
  const insuranceLimiter = inMemory('address', points);
  return client === undefined
    ? insuranceLimiter
    : new RateLimiterRedis({
        storeClient: client,
        points,
        duration: perSeconds,
        keyPrefix: keyName('rate', 'address'),
        rejectIfRedisNotReady: true,
        insuranceLimiter,
      });
}

async function consume(limiter: RateLimiterAbstract | undefined, key: string): Promise<number | undefined> {
  try {
    await limiter?.consume(key);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
    throw refusal;
  }
}
