/** Something that may be fetched before it is asked for. */
export interface Prefetch {
  /** Tells it from all others. */
  readonly key: string;
  readonly run: () => Promise<unknown>;
  /** Ends the request, unless somebody waits for it by now. */
  readonly cancel: () => void;
}

/** `beside`: what the keyboard would open next; `pointed`: the row under the pointer, or with the focus. */
type PrefetchReason = 'beside' | 'pointed';

const mostInFlight = 2;
const mostPerMinute = 40;
const minuteMs = 60_000;

/**
 * Fetches ahead within a budget: two at a time, forty a minute, nothing while it is held, and nothing for a minute after one has failed.
 * What is wanted for a reason takes the place of what was wanted for it before, which is cancelled.
 */
export class PrefetchQueue {
  readonly #requested = new Map<PrefetchReason, readonly Prefetch[]>();
  readonly #running = new Map<string, Prefetch>();
  /** Of what is wanted; once is enough. */
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

  /** While what the user sees is not there yet. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#next();
  }

  /** The row that is pointed at is likelier than the one beside. */
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
    // What was cancelled has made room already, and says nothing about the service.
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

/** What the browser says of its line, where it says anything. */
export interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** Whether the line, and who pays for it, bears what is perhaps never looked at. */
export function isGenerous({ saveData = false, effectiveType = '' }: Connection): boolean {
  return !saveData && !effectiveType.endsWith('2g');
}
