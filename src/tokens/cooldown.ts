import { LRUCache } from 'lru-cache';

const mostKeys = 20_000;

/** Permits one attempt per key and interval. */
export class Cooldown {
  readonly #notBefore = new LRUCache<string, number>({ max: mostKeys });

  constructor(private readonly pauseMs: number) {}

  /** True when an attempt is permitted now; the pause begins. */
  begin(key: string, now: number): boolean {
    if (now < (this.#notBefore.get(key) ?? 0)) {
      return false;
    }
    this.#notBefore.set(key, now + this.pauseMs);
    return true;
  }
}
