/** The part of the Web Locks API that is needed (https://w3c.github.io/web-locks). */
export type Locks = Pick<LockManager, 'request'>;

export interface LeadershipOptions {
  readonly locks: Locks;
  /** Of the lock: one page of the browser leads for each name. */
  readonly name: string;
  readonly onLead: () => void;
  /** Another page has seized the leadership, because this one did not answer. */
  readonly onLose: () => void;
  /** The browser grants no locks here, as in a page without storage. */
  readonly onUnavailable: () => void;
}

/**
 * One page of a browser leads. The lock goes with its page: when that is closed or crashes, the browser grants it at once to the
 * page that has waited longest. A page that is alive for the browser and does not answer is what `seize` is for.
 */
export class Leadership {
  #candidacy: AbortController | undefined;
  #resign: (() => void) | undefined;

  constructor(private readonly options: LeadershipOptions) {}

  get isLeading(): boolean {
    return this.#resign !== undefined;
  }

  /** Waits for the leadership, unless it waits or leads already. */
  stand(): void {
    if (this.#candidacy === undefined) {
      this.#ask();
    }
  }

  seize(): void {
    if (this.isLeading) {
      return;
    }
    this.#candidacy?.abort();
    this.#ask({ isSeizing: true });
  }

  withdraw(): void {
    const candidacy = this.#candidacy;
    const resign = this.#resign;
    this.#candidacy = undefined;
    this.#resign = undefined;
    candidacy?.abort();
    resign?.();
  }

  #ask({ isSeizing = false } = {}): void {
    const candidacy = new AbortController();
    this.#candidacy = candidacy;
    let hasLed = false;
    const lead = (): Promise<void> | undefined => {
      if (this.#candidacy !== candidacy) {
        return undefined;
      }
      hasLed = true;
      return new Promise((resolve) => {
        this.#resign = resolve;
        this.options.onLead();
      });
    };
    const ended = (): void => {
      if (this.#candidacy !== candidacy) {
        return;
      }
      this.#candidacy = undefined;
      this.#resign = undefined;
      if (!hasLed) {
        this.options.onUnavailable();
        return;
      }
      this.options.onLose();
      this.stand();
    };
    // A request that steals takes no signal.
    const request = isSeizing ? { steal: true } : { signal: candidacy.signal };
    this.options.locks.request(this.options.name, request, lead).then(ended, ended);
  }
}
