import { Problem } from '../common/index.js';

/** Outlook refuses more than four concurrent requests of an application for one mailbox. */
const concurrentRequests = 4;
const defaultWaiting = { requests: 32, timeMs: 10_000 };

interface Waiter {
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
   * Waits for a place; the returned function gives it back and must be called, once or more often.
   * @throws Problem `throttled`
   */
  async enter(mailbox: string): Promise<() => void> {
    const lane = this.#laneOf(mailbox);
    if (lane.active < concurrentRequests) {
      lane.active++;
    } else {
      await this.#wait(lane);
    }
    let isHeld = true;
    return () => {
      if (isHeld) {
        isHeld = false;
        this.#leave(mailbox, lane);
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

  #wait(lane: Lane): Promise<void> {
    if (lane.waiting.size >= this.waiting.requests) {
      return Promise.reject(tooManyRequests());
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lane.waiting.delete(waiter);
        reject(tooManyRequests());
      }, this.waiting.timeMs);
      const waiter: Waiter = { start: resolve, timer };
      lane.waiting.add(waiter);
    });
  }

  /** The place goes to whoever waits longest; an unused lane is forgotten. */
  #leave(mailbox: string, lane: Lane): void {
    const [next] = lane.waiting;
    if (next !== undefined) {
      lane.waiting.delete(next);
      clearTimeout(next.timer);
      next.start();
      return;
    }
    lane.active--;
    if (lane.active === 0) {
      this.#lanes.delete(mailbox);
    }
  }
}

function tooManyRequests(): Problem {
  return new Problem('throttled', { headers: { 'retry-after': '2' } });
}
