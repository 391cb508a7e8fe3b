import { isIPv6 } from 'node:net';

import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

import { fingerprint, type AddressBudget } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { keyName } from './key-names.js';
import type { RedisClient } from './redis-connection.js';

const perSeconds = 60;
/** Graph tells of the changes of all users from a handful of addresses. */
const notificationsFactor = 10;
/** A browser proves its device every few minutes, and an office of thousands may have one address. */
const deviceFactor = 10;
/** Twenty tabs at once, and every few seconds where proofs are short. */
const deviceProofsPerSession = 120;
/** Beyond that the session that has asked for nothing for the longest time begins anew. */
const mostSessions = 50_000;

interface Window {
  used: number;
  /** By the clock of `performance`. */
  readonly endsAt: number;
}

/**
 * How much one session, or one address on its way to sign in, may ask for in a minute. Sessions are counted in this process,
 * so that no request costs a round trip more; addresses are counted in Redis, and here while Redis is away.
 */
export class RateLimits {
  readonly #sessions = new LRUCache<string, Window>({ max: mostSessions });
  readonly #perSession: number;
  readonly #addresses: Readonly<Record<AddressBudget, RateLimiterAbstract>> | undefined;

  constructor({ rateLimits: { perSession, perAddress } }: AppConfig, client: RedisClient | undefined) {
    this.#perSession = perSession === 0 ? Infinity : perSession;
    this.#addresses =
      perAddress === 0
        ? undefined
        : {
            'sign-in': addressLimiter('address', perAddress, client),
            'front-channel': addressLimiter('front-channel', perAddress, client),
            notifications: addressLimiter('notifications', perAddress * notificationsFactor, client),
            device: addressLimiter('device', perAddress * deviceFactor, client),
          };
  }

  /** Seconds after which the next request is welcome; undefined: now. Counted by hand, as every request comes here. */
  session(sessionFingerprint: string): number | undefined {
    return this.#count(sessionFingerprint, this.#perSession);
  }

  /** As `session`, for the proofs of its device: each is a signature to be checked. */
  deviceOf(sessionFingerprint: string): number | undefined {
    return this.#count(`device:${sessionFingerprint}`, deviceProofsPerSession);
  }

  #count(key: string, most: number): number | undefined {
    const now = performance.now();
    let window = this.#sessions.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { used: 0, endsAt: now + perSeconds * 1000 };
      this.#sessions.set(key, window);
    }
    window.used++;
    return window.used > most ? Math.ceil((window.endsAt - now) / 1000) : undefined;
  }

  /** As for a session. The address is kept as a hash; IPv6 counts by its /64, which is what one customer gets. */
  address(budget: AddressBudget, address: string): Promise<number | undefined> {
    return consume(this.#addresses?.[budget], fingerprint(networkOf(address)));
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

function addressLimiter(area: string, points: number, client: RedisClient | undefined): RateLimiterAbstract {
  const keyPrefix = keyName('rate', area);
  const insuranceLimiter = new RateLimiterMemory({ points, duration: perSeconds, keyPrefix });
  return client === undefined
    ? insuranceLimiter
    : new RateLimiterRedis({
        storeClient: client,
        points,
        duration: perSeconds,
        keyPrefix,
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
