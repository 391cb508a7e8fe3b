import { LRUCache } from 'lru-cache';

import { distanceMs } from '../common/index.js';

const mostKeys = 20_000;

/** Permits one attempt per key and interval. */
export class Cooldown {
  readonly #begunAt = new LRUCache<string, number>({ max: mostKeys });

  constructor(private readonly pauseMs: number) {}

  /** True when an attempt is permitted now; the pause begins. */
  begin(key: string, now: number): boolean {
    if (distanceMs(now, this.#begunAt.get(key) ?? -Infinity) < this.pauseMs) {
      return false;
    }
    this.#begunAt.set(key, now);
    return true;
  }
}
