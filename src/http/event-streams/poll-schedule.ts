/** `covered`: another source reports changes, and the poll only verifies it. */
export type PollOutcome = 'changed' | 'unchanged' | 'covered';

/** Milliseconds, except for `growth`. */
interface PollPauses {
  readonly shortest: number;
  readonly longest: number;
  /** The factor between two successive pauses while nothing changes. */
  readonly growth: number;
  /** From the second failure in a row on. */
  readonly afterFailures: number;
}

/** When to poll next: soon after a change, more rarely the longer nothing changes. One poll at a time. */
export class PollSchedule {
  #timer: NodeJS.Timeout | undefined;
  #pauseMs: number;
  #isPolling = false;
  #hasFailed = false;
  /** `pollNow` during a poll: another one follows at once. */
  #isRequested = false;
  #isStopped = true;

  constructor(
    private readonly pauses: PollPauses,
    private readonly poll: () => Promise<PollOutcome>,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.#pauseMs = pauses.shortest;
  }

  /** No effect when it has started. */
  start(isAtOnce: boolean): void {
    if (this.#isStopped) {
      this.#isStopped = false;
      this.#schedule(isAtOnce ? 0 : this.#pauseMs);
    }
  }

  pollNow(): void {
    if (this.#isPolling) {
      this.#isRequested = true;
    } else if (!this.#isStopped) {
      this.#schedule(0);
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(pauseMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), pauseMs).unref();
  }

  async #run(): Promise<void> {
    this.#isPolling = true;
    try {
      this.#pauseMs = this.#pauseAfter(await this.poll());
      this.#hasFailed = false;
    } catch (error) {
      this.#pauseMs = this.#hasFailed ? this.pauses.afterFailures : this.pauses.longest;
      this.#hasFailed = true;
      this.onFailure(error);
    }
    this.#isPolling = false;
    if (!this.#isStopped) {
      this.#schedule(this.#isRequested ? 0 : this.#pauseMs);
      this.#isRequested = false;
    }
  }

  #pauseAfter(outcome: PollOutcome): number {
    const { shortest, longest, growth } = this.pauses;
    switch (outcome) {
      case 'changed':
        return shortest;
      case 'unchanged':
        return Math.min(this.#pauseMs * growth, longest);
      case 'covered':
        return longest;
    }
  }
}
