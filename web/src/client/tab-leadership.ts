/** The part of the Web Locks API that is needed (https://w3c.github.io/web-locks). */
export type Locks = Pick<LockManager, 'request'>;

export interface LeadershipOptions {
  readonly locks: Locks;
  /** The name of the lock: for each name, one page of the browser leads. */
  readonly name: string;
  readonly onLead: () => void;
  /** Another page has seized the leadership because this page did not respond. */
  readonly onLose: () => void;
  /** The browser grants no locks to this page, for example because storage is blocked. */
  readonly onUnavailable: () => void;
}

/**
 * One page of a browser leads. The lock belongs to its page: when that page is closed or crashes, the browser grants the lock at once to
 * the page that has waited longest. `seize` replaces a leader whose page exists but does not respond.
 */
export class Leadership {
  #candidacy: AbortController | undefined;
  #resign: (() => void) | undefined;

  constructor(private readonly options: LeadershipOptions) {}

  get isLeading(): boolean {
    return this.#resign !== undefined;
  }

  /** Requests the leadership, unless this page waits for it or leads already. */
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
    // A request with `steal` must have no signal.
    const request = isSeizing ? { steal: true } : { signal: candidacy.signal };
    this.options.locks.request(this.options.name, request, lead).then(ended, ended);
  }
}
