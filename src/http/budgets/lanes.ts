import { Problem } from '../../common/index.js';
import { retryAfterSeconds } from './figures.js';

export interface LaneLimits {
  /** Permits of one lane, and of all together. */
  readonly perLane: number;
  readonly total: number;
  readonly waitingPerLane: number;
  readonly waiting: number;
  readonly waitMs: number;
  /**
   * A request that has waited so long for several permits continues with the free ones, at least one. Off by default.
   */
  readonly fewerAfterMs?: number;
  /** The Retry-After of a refusal; 5 s by default. */
  readonly retryAfterSeconds?: number;
}

interface Waiter {
  readonly permits: number;
  /** As many must be free: `permits`, and fewer in the end. */
  fewest: number;
  readonly start: (permits: number) => void;
  readonly timers: readonly NodeJS.Timeout[];
  readonly signal: AbortSignal | undefined;
  readonly giveUp: () => void;
}

/** Of a waiting request: less than the lanes permit, and no longer than its client is connected. */
interface Patience {
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

interface Lane {
  active: number;
  readonly waiting: Set<Waiter>;
}

/**
 * Work that is limited in number, shared fairly. Each user has a lane of their own, and a released permit goes to the
 * lane that has the fewest. A user who fills their lane waits behind themselves. Nobody overtakes in their own lane, so
 * that work that takes many permits gets its turn. Bounded in number and time.
 */
export class Lanes {
  /** In the order in which they were served last. */
  readonly #lanes = new Map<string, Lane>();
  #active = 0;
  #waiting = 0;

  constructor(private readonly limits: LaneLimits) {}

  /**
   * Acquires as many permits as the work takes, all of a lane at most, or fewer after `fewerAfterMs`; the returned
   * function releases them and must be called, once or more often.
   * @throws Problem `throttled` when the lane is full, nothing was released in time, or the client has disconnected;
   * `overloaded` when all are full
   */
  async acquire(name: string, permits = 1, patience: Patience = {}): Promise<() => void> {
    const lane = this.#laneOf(name);
    const needed = Math.min(permits, this.limits.perLane);
    if (lane.waiting.size === 0 && this.#mayRun(lane, needed)) {
      this.#begin(name, lane, needed);
      return this.#releaseOf(name, lane, needed);
    }
    return this.#releaseOf(name, lane, await this.#wait(name, lane, needed, patience));
  }

  /** As `acquire`, for a caller that does something else when it would have to wait. */
  tryAcquire(name: string, permits = 1): (() => void) | undefined {
    const lane = this.#laneOf(name);
    const needed = Math.min(permits, this.limits.perLane);
    if (lane.waiting.size > 0 || !this.#mayRun(lane, needed)) {
      this.#forget(name, lane);
      return undefined;
    }
    this.#begin(name, lane, needed);
    return this.#releaseOf(name, lane, needed);
  }

  #releaseOf(name: string, lane: Lane, needed: number): () => void {
    let isHeld = true;
    return () => {
      if (isHeld) {
        isHeld = false;
        lane.active -= needed;
        this.#active -= needed;
        this.#forget(name, lane);
        this.#admit();
      }
    };
  }

  get size(): number {
    return this.#lanes.size;
  }

  #laneOf(name: string): Lane {
    const lane = this.#lanes.get(name) ?? { active: 0, waiting: new Set() };
    this.#lanes.set(name, lane);
    return lane;
  }

  #mayRun(lane: Lane, permits: number): boolean {
    return permits <= this.#freeIn(lane);
  }

  #freeIn({ active }: Lane): number {
    return Math.min(this.limits.perLane - active, this.limits.total - this.#active);
  }

  #begin(name: string, lane: Lane, permits: number): void {
    lane.active += permits;
    this.#active += permits;
    this.#lanes.delete(name);
    this.#lanes.set(name, lane);
  }

  #wait(name: string, lane: Lane, permits: number, { waitMs = Infinity, signal }: Patience): Promise<number> {
    if (signal?.aborted === true || lane.waiting.size >= this.limits.waitingPerLane) {
      this.#forget(name, lane);
      return Promise.reject(this.#refusal('throttled'));
    }
    if (this.#waiting >= this.limits.waiting) {
      this.#forget(name, lane);
      return Promise.reject(this.#refusal('overloaded'));
    }
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#leaveQueue(lane, waiter);
        this.#forget(name, lane);
        // It may have blocked others of its lane that take less.
        this.#admit();
        reject(this.#refusal('throttled'));
      };
      const takeFewer = (): void => {
        waiter.fewest = 1;
        this.#admit();
      };
      const { fewerAfterMs } = this.limits;
      const timers = [
        setTimeout(giveUp, Math.max(0, Math.min(waitMs, this.limits.waitMs))),
        ...(permits > 1 && fewerAfterMs !== undefined ? [setTimeout(takeFewer, fewerAfterMs)] : []),
      ];
      const waiter: Waiter = { permits, fewest: permits, start: resolve, timers, signal, giveUp };
      lane.waiting.add(waiter);
      this.#waiting++;
      signal?.addEventListener('abort', giveUp);
    });
  }

  #admit(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [name, lane, waiter] = next;
      const permits = Math.min(waiter.permits, this.#freeIn(lane));
      this.#leaveQueue(lane, waiter);
      this.#begin(name, lane, permits);
      waiter.start(permits);
    }
  }

  /** The first waiter of the lane that has the fewest permits; of several, of the one that was served longest ago. */
  #next(): readonly [string, Lane, Waiter] | undefined {
    if (this.#waiting === 0) {
      return undefined;
    }
    let best: readonly [string, Lane, Waiter] | undefined;
    for (const [name, lane] of this.#lanes) {
      const [waiter] = lane.waiting;
      if (
        waiter !== undefined &&
        this.#mayRun(lane, waiter.fewest) &&
        (best === undefined || lane.active < best[1].active)
      ) {
        best = [name, lane, waiter];
      }
    }
    return best;
  }

  #leaveQueue(lane: Lane, waiter: Waiter): void {
    waiter.timers.forEach(clearTimeout);
    waiter.signal?.removeEventListener('abort', waiter.giveUp);
    lane.waiting.delete(waiter);
    this.#waiting--;
  }

  #forget(name: string, lane: Lane): void {
    if (lane.active === 0 && lane.waiting.size === 0) {
      this.#lanes.delete(name);
    }
  }

  #refusal(code: 'throttled' | 'overloaded'): Problem {
    return new Problem(code, { retryAfterSeconds: this.limits.retryAfterSeconds ?? retryAfterSeconds });
  }
}
