import { Problem } from '../../common/index.js';
import { retryAfterSeconds } from './figures.js';

export interface LaneLimits {
  /** Permits of one lane, and of all together. */
  readonly perLane: number;
  readonly total: number;
  readonly waitingPerLane: number;
  readonly waiting: number;
  readonly waitMs: number;
}

interface Waiter {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

interface Lane {
  active: number;
  readonly waiting: Set<Waiter>;
}

/**
 * Work that only so much of may run, shared fairly: each user has a lane of their own, and a permit that becomes free goes to the
 * lane that has the fewest. Whoever fills their lane waits behind themselves. Bounded in number and time.
 */
export class Lanes {
  /** In the order in which they were served last. */
  readonly #lanes = new Map<string, Lane>();
  #active = 0;
  #waiting = 0;

  constructor(private readonly limits: LaneLimits) {}

  /**
   * Waits for a permit; the returned function gives it back and must be called, once or more often.
   * @throws Problem `throttled` when the lane is full, or nothing became free in time; `overloaded` when all are full
   */
  async enter(name: string): Promise<() => void> {
    const lane = this.#laneOf(name);
    if (this.#mayRun(lane)) {
      this.#begin(name, lane);
    } else {
      await this.#wait(name, lane);
    }
    let isHeld = true;
    return () => {
      if (isHeld) {
        isHeld = false;
        lane.active--;
        this.#active--;
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

  #mayRun({ active }: Lane): boolean {
    return active < this.limits.perLane && this.#active < this.limits.total;
  }

  #begin(name: string, lane: Lane): void {
    lane.active++;
    this.#active++;
    this.#lanes.delete(name);
    this.#lanes.set(name, lane);
  }

  #wait(name: string, lane: Lane): Promise<void> {
    if (lane.waiting.size >= this.limits.waitingPerLane) {
      return Promise.reject(refusal('throttled'));
    }
    if (this.#waiting >= this.limits.waiting) {
      this.#forget(name, lane);
      return Promise.reject(refusal('overloaded'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#leaveQueue(lane, waiter);
        this.#forget(name, lane);
        reject(refusal('throttled'));
      }, this.limits.waitMs);
      const waiter: Waiter = { start: resolve, timer };
      lane.waiting.add(waiter);
      this.#waiting++;
    });
  }

  #admit(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [name, lane, waiter] = next;
      this.#leaveQueue(lane, waiter);
      this.#begin(name, lane);
      waiter.start();
    }
  }

  /** The first waiter of the lane that has the fewest permits; of several, of the one that was served longest ago. */
  #next(): readonly [string, Lane, Waiter] | undefined {
    let best: readonly [string, Lane, Waiter] | undefined;
    for (const [name, lane] of this.#lanes) {
      const [waiter] = lane.waiting;
      if (waiter !== undefined && this.#mayRun(lane) && (best === undefined || lane.active < best[1].active)) {
        best = [name, lane, waiter];
      }
    }
    return best;
  }

  #leaveQueue(lane: Lane, waiter: Waiter): void {
    clearTimeout(waiter.timer);
    lane.waiting.delete(waiter);
    this.#waiting--;
  }

  #forget(name: string, lane: Lane): void {
    if (lane.active === 0 && lane.waiting.size === 0) {
      this.#lanes.delete(name);
    }
  }
}

function refusal(code: 'throttled' | 'overloaded'): Problem {
  return new Problem(code, { retryAfterSeconds });
}
