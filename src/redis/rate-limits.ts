import { createHmac } from 'node:crypto';

import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';

import { networksOf, type AddressBudget, type NetworkWidth } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { keyName } from './key-names.js';
import type { RedisClient } from './redis-connection.js';

const perSeconds = 60;
/** Graph notifies of the changes of all users from a handful of addresses. */
const notificationsFactor = 10;
/** A browser proves its device every few minutes, and an office of thousands may have one address. */
const deviceFactor = 10;
/** Twenty tabs at once, and every few seconds where proofs are short. */
const deviceProofsPerSession = 120;
/** Beyond that the session that has been idle for the longest time is counted anew. */
const mostSessions = 50_000;

/** The common limit of all addresses of a wider network, in shares of one address: it may have many users. */
const widthFactor: Readonly<Record<NetworkWidth, number>> = { address: 1, site: 8, block: 32 };
/** For each width; two networks in one bucket share its limit. */
const buckets = 4_096;

type Limiters = Readonly<Record<NetworkWidth, RateLimiterAbstract>>;

interface Window {
  used: number;
  /** By the clock of `performance`. */
  readonly endsAt: number;
}

/**
 * The limit of requests per minute of one session, or of one address on its way to sign in. Sessions are counted in
 * this process, so that no request costs another round trip. Addresses are counted in Redis, and here while Redis is
 * unavailable.
 */
export class RateLimits {
  readonly #sessions = new LRUCache<string, Window>({ max: mostSessions });
  readonly #perSession: number;
  readonly #addresses: Readonly<Record<AddressBudget, Limiters>> | undefined;

  constructor(
    private readonly config: AppConfig,
    client: RedisClient | undefined,
  ) {
    const { perSession, perAddress } = config.rateLimits;
    this.#perSession = perSession === 0 ? Infinity : perSession;
    this.#addresses =
      perAddress === 0
        ? undefined
        : {
            'sign-in': limitersOf('address', perAddress, client),
            'front-channel': limitersOf('front-channel', perAddress, client),
            notifications: limitersOf('notifications', perAddress * notificationsFactor, client),
            device: limitersOf('device', perAddress * deviceFactor, client),
          };
  }

  /** Seconds until the next request is permitted; undefined: now. Counted by hand, as every request passes here. */
  session(sessionFingerprint: string): number | undefined {
    return this.#count(sessionFingerprint, this.#perSession);
  }

  /** As `session`, for the proofs of its device: each is a signature to verify. */
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

  /**
   * As for a session: all networks of the address pay, the narrowest first. The first one without budget refuses. The
   * wider ones don't pay for refused requests, and the narrower ones are refunded, because no network may use up the
   * limit of the many that share its buckets. The number of buckets is fixed and a keyed hash selects one: a client
   * with many addresses does not fill the store, and no address can be read from it.
   */
  async address(budget: AddressBudget, address: string): Promise<number | undefined> {
    const limiters = this.#addresses?.[budget];
    if (limiters === undefined) {
      return undefined;
    }
    const paid: (() => Promise<unknown>)[] = [];
    for (const { width, name } of networksOf(address)) {
      const [limiter, bucket] = [limiters[width], this.#bucketOf(name)];
      const retryAfterSeconds = await consume(limiter, bucket);
      if (retryAfterSeconds !== undefined) {
        await Promise.all(paid.map((refund) => refund()));
        return retryAfterSeconds;
      }
      paid.push(() => limiter.reward(bucket));
    }
    return undefined;
  }

  #bucketOf(network: string): string {
    const [{ key }] = this.config.encryptionKeys;
    const digest = createHmac('sha256', key.reveal()).update(`network ${network}`).digest();
    return String(digest.readUInt32BE(0) % buckets);
  }
}

function limitersOf(area: string, points: number, client: RedisClient | undefined): Limiters {
  const limiter = (width: NetworkWidth): RateLimiterAbstract =>
    addressLimiter(`${area}-${width}`, points * widthFactor[width], client);
  return { address: limiter('address'), site: limiter('site'), block: limiter('block') };
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

async function consume(limiter: RateLimiterAbstract, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
    throw refusal;
  }
}
