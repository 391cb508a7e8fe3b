import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { KeyValueStore } from './key-value-store.js';

const ttlMs = 5_000;
const renewalMs = 1_500;
/** Distinguishes a holder's id from a stored result. */
const holderPrefix = 'held:';
const resultPrefix = 'done:';

/** The right to do work that only one replica at a time may do. */
export interface Lease {
  /** Releases the lease, and stores `result` for those who wait, for `resultTtlMs` milliseconds. */
  release(result?: { readonly value: string; readonly ttlMs: number }): Promise<void>;
}

/**
 * Locks that expire by themselves: a holder renews its own while it works, and one that died is replaced after its
 * lifetime. A holder that was only slow may overlap with the next; its writes are fenced by compare-and-set.
 */
@Injectable()
export class Leases {
  constructor(private readonly store: KeyValueStore) {}

  /** Undefined when another replica holds it, or has just stored a result other than `stale`. */
  async acquire(key: string, stale?: string): Promise<Lease | undefined> {
    const holder = holderPrefix + randomUUID();
    const isMine = await this.store.commit({
      expect: [{ key, value: stale === undefined ? null : resultPrefix + stale }],
      writes: [{ kind: 'set', key, value: holder, ttlMs }],
      whenFull: 'write',
    });
    if (!isMine) {
      return undefined;
    }
    const renewal = setInterval(() => {
      this.store
        .commit({ expect: [{ key, value: holder }], writes: [{ kind: 'expire', key, ttlMs }] })
        .catch(() => undefined);
    }, renewalMs).unref();
    return {
      release: async (result) => {
        clearInterval(renewal);
        const last =
          result === undefined
            ? ({ kind: 'delete', key } as const)
            : ({ kind: 'set', key, value: resultPrefix + result.value, ttlMs: result.ttlMs } as const);
        await this.store.commit({ expect: [{ key, value: holder }], writes: [last] });
      },
    };
  }

  /** Retries until it has the lease; undefined when `isOver` returns true before. It tries at least once. */
  async waitFor(key: string, everyMs: number, isOver: () => boolean): Promise<Lease | undefined> {
    for (;;) {
      const lease = await this.acquire(key);
      if (lease !== undefined || isOver()) {
        return lease;
      }
      await pause(everyMs);
    }
  }

  /** The result of the last holder; undefined while there is none, or while a holder works. */
  async result(key: string): Promise<string | undefined> {
    const value = (await this.store.read(key))?.toString();
    return value?.startsWith(resultPrefix) ? value.slice(resultPrefix.length) : undefined;
  }
}
