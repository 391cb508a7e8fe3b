/** A request that can be made before the user needs it. */
export interface Prefetch {
  /** Identifies it. */
  readonly key: string;
  readonly run: () => Promise<unknown>;
  /** Aborts the request, unless a component is waiting for it by now. */
  readonly cancel: () => void;
}

/** `beside`: what the keyboard would open next; `pointed`: the row under the pointer, or with the focus. */
type PrefetchReason = 'beside' | 'pointed';

const mostInFlight = 2;
const mostPerMinute = 40;
const minuteMs = 60_000;

/**
 * Prefetches within a budget: two at a time, forty a minute, nothing while it is on hold, and nothing for a minute after a failure.
 * A new request for a reason replaces the earlier one for the same reason, which is cancelled.
 */
export class PrefetchQueue {
  readonly #requested = new Map<PrefetchReason, readonly Prefetch[]>();
  readonly #running = new Map<string, Prefetch>();
  /** The wanted keys that were tried; once is enough. */
  #tried = new Set<string>();
  #startTimes: readonly number[] = [];
  #pausedUntil = 0;
  #isHeld = false;

  constructor(
    private readonly mayFetch: () => boolean,
    private readonly now: () => number = Date.now,
  ) {}

  want(reason: PrefetchReason, fetches: readonly Prefetch[]): void {
    this.#requested.set(reason, fetches);
    const keys = new Set(this.#all().map(({ key }) => key));
    for (const [key, { cancel }] of this.#running) {
      if (keys.has(key)) {
        continue;
      }
      this.#running.delete(key);
      cancel();
    }
    this.#tried = new Set([...this.#tried].filter((key) => keys.has(key)));
    this.#next();
  }

  /** Pauses while the visible content is still loading. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#next();
  }

  /** The row under the pointer is more likely than the one beside. */
  #all(): readonly Prefetch[] {
    return [...(this.#requested.get('pointed') ?? []), ...(this.#requested.get('beside') ?? [])];
  }

  #next(): void {
    const now = this.now();
    this.#startTimes = this.#startTimes.filter((time) => now - time < minuteMs);
    for (const fetch of this.#all()) {
      const isOver = this.#running.size >= mostInFlight || this.#startTimes.length >= mostPerMinute;
      if (isOver || this.#isHeld || now < this.#pausedUntil || !this.mayFetch()) {
        return;
      }
      if (!this.#tried.has(fetch.key)) {
        this.#start(fetch, now);
      }
    }
  }

  #start(fetch: Prefetch, now: number): void {
    this.#startTimes = [...this.#startTimes, now];
    this.#running.set(fetch.key, fetch);
    this.#tried.add(fetch.key);
    void fetch.run().then(
      () => {
        this.#ended(fetch, true);
      },
      () => {
        this.#ended(fetch, false);
      },
    );
  }

  #ended(fetch: Prefetch, isFine: boolean): void {
    // A cancelled request has freed its slot already, and says nothing about the service.
    if (this.#running.get(fetch.key) !== fetch) {
      return;
    }
    this.#running.delete(fetch.key);
    if (!isFine) {
      this.#pausedUntil = this.now() + minuteMs;
    }
    this.#next();
  }
}

/** The browser's information about the connection, if any. */
export interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** Whether the connection, and the user's data plan, allow requests that may never be needed. */
export function isGenerous({ saveData = false, effectiveType = '' }: Connection): boolean {
  return !saveData && !effectiveType.endsWith('2g');
}
