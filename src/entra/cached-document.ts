import { distanceMs, type Clock } from '../common/index.js';

export interface CachePolicy {
  /** After this many milliseconds a newer version is requested. */
  readonly freshMs: number;
  /** After this many milliseconds readers wait for that: a document that was not checked for so long may be revoked. */
  readonly staleMs: number;
  /** Least time between two attempts while there is a good version, in milliseconds. */
  readonly cooldownMs: number;
  /** Least time between two attempts while there is none, in milliseconds. */
  readonly retryMs: number;
}

/**
 * One remote document: loaded once for all concurrent callers, kept when no newer version can be loaded, and never
 * replaced by a broken one.
 */
export class CachedDocument<T> {
  #good: { readonly value: T; readonly loadedAt: number } | undefined;
  #lastAttemptAt = Number.NEGATIVE_INFINITY;
  #lastFailure: unknown;
  #loading: Promise<void> | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly policy: CachePolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * The newest good version, at once when it is not stale: its readers do not wait for its renewal. Throws the error of
   * the last attempt when there has never been one.
   */
  async current(): Promise<T> {
    const ageMs =
      this.#good === undefined ? Number.POSITIVE_INFINITY : distanceMs(this.clock.now(), this.#good.loadedAt);
    if (ageMs > this.policy.staleMs) {
      await this.refresh();
    } else if (ageMs > this.policy.freshMs) {
      void this.refresh();
    }
    if (this.#good === undefined) {
      throw this.#lastFailure;
    }
    return this.#good.value;
  }

  /** Requests a newer version unless that was done within the cooldown; failures change nothing. */
  async refresh(): Promise<void> {
    const now = this.clock.now();
    const pauseMs = this.#good === undefined ? this.policy.retryMs : this.policy.cooldownMs;
    if (this.#loading === undefined && distanceMs(now, this.#lastAttemptAt) >= pauseMs) {
      this.#lastAttemptAt = now;
      this.#loading = this.#attempt().finally(() => {
        this.#loading = undefined;
      });
    }
    await this.#loading;
  }

  async #attempt(): Promise<void> {
    try {
      this.#good = { value: await this.load(), loadedAt: this.clock.now() };
    } catch (error) {
      this.#lastFailure = error;
    }
  }
}
