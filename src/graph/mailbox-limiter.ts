import { Problem } from '../common/index.js';

/** Outlook refuses more than four concurrent requests of an application for one mailbox. */
const concurrentRequests = 4;
const defaultWaiting = { requests: 32, timeMs: 10_000 };

interface Waiter {
  readonly places: number;
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

interface Lane {
  active: number;
  readonly waiting: Set<Waiter>;
}

/** Lets at most four requests per mailbox through; the rest waits in order, bounded in number and time. */
export class MailboxLimiter {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly waiting = defaultWaiting) {}

  /**
   * Waits for as many places as the request takes, a batch more than one; the returned function gives them back and must
   * be called, once or more often.
   * @throws Problem `throttled`
   */
  async enter(mailbox: string, places = 1): Promise<() => void> {
    const needed = Math.min(places, concurrentRequests);
    const lane = this.#laneOf(mailbox);
    if (lane.waiting.size === 0 && lane.active + needed <= concurrentRequests) {
      lane.active += needed;
    } else {
      await this.#wait(lane, needed);
    }
    let isHeld = true;
    return () => {
      if (isHeld) {
        isHeld = false;
        this.#leave(mailbox, lane, needed);
      }
    };
  }

  #laneOf(mailbox: string): Lane {
    let lane = this.#lanes.get(mailbox);
    if (lane === undefined) {
      lane = { active: 0, waiting: new Set() };
      this.#lanes.set(mailbox, lane);
    }
    return lane;
  }

  #wait(lane: Lane, places: number): Promise<void> {
    if (lane.waiting.size >= this.waiting.requests) {
      return Promise.reject(tooManyRequests());
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lane.waiting.delete(waiter);
        this.#admit(lane);
        reject(tooManyRequests());
      }, this.waiting.timeMs);
      const waiter: Waiter = { places, start: resolve, timer };
      lane.waiting.add(waiter);
    });
  }

  #leave(mailbox: string, lane: Lane, places: number): void {
    lane.active -= places;
    this.#admit(lane);
    if (lane.active === 0) {
      this.#lanes.delete(mailbox);
    }
  }

  /** Nobody overtakes, so that a request that takes many places gets its turn. */
  #admit(lane: Lane): void {
    for (const next of lane.waiting) {
      if (lane.active + next.places > concurrentRequests) {
        return;
      }
      lane.waiting.delete(next);
      lane.active += next.places;
      clearTimeout(next.timer);
      next.start();
    }
  }
}

function tooManyRequests(): Problem {
  return new Problem('throttled', { retryAfterSeconds: 2 });
}
