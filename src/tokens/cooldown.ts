import { LRUCache } from 'lru-cache';

const mostKeys = 20_000;

/** Permits one attempt per key and interval. */
export class Cooldown {
  readonly #begunAt = new LRUCache<string, number>({ max: mostKeys });

  constructor(private readonly pauseMs: number) {}

  /** True when an attempt is permitted now; the pause begins. */
  begin(key: string, now: number): boolean {
    // The distance: a clock may have been set back.
    if (Math.abs(now - (this.#begunAt.get(key) ?? -Infinity)) < this.pauseMs) {
      return false;
    }
    this.#begunAt.set(key, now);
    return true;
  }
}
