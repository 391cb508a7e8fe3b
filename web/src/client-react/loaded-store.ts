import type { Problem } from '../client/index.js';
import { ExternalStore } from './external-store.js';
import { toProblem } from './to-problem.js';

export interface Loaded<Data> {
  /** The last response; it stays while the data is loaded again, and when that fails. */
  readonly data: Data | undefined;
  readonly isLoading: boolean;
  /** Why the last attempt failed. */
  readonly problem: Problem | undefined;
}

export type Load<Data> = (signal: AbortSignal) => Promise<Data>;

/** The data of one query, for the components that show it. Loads with the first component, and aborts with the last. */
export class LoadedStore<Data> extends ExternalStore<Loaded<Data>> {
  #users = 0;
  #running: AbortController | undefined;

  constructor(
    private readonly load: Load<Data>,
    private readonly onProblem: (problem: Problem) => void,
    /** The user whose data it is. Undefined while nobody is signed in; then nothing is loaded. */
    private readonly userId: string | undefined,
  ) {
    super({ data: undefined, isLoading: true, problem: undefined });
  }

  /** Returns a function that ends the use. */
  use(): () => void {
    this.#users += 1;
    if (this.#users === 1) {
      void this.reload();
    }
    return () => {
      this.#users -= 1;
      if (this.#users === 0) {
        this.#abort();
      }
    };
  }

  /** Resolves when a response has arrived, or when this load is no longer wanted. The response to an earlier load is ignored. */
  reload(): Promise<void> {
    return this.run(this.load);
  }

  /** Loads again what was refused because a permission was missing. */
  retryRefused(): void {
    const { code } = this.getSnapshot().problem ?? {};
    if (code === 'consent_required' || code === 'admin_consent_required') {
      void this.reload();
    }
  }

  protected async run(load: Load<Data>): Promise<void> {
    if (this.#users === 0 || this.userId === undefined) {
      return;
    }
    this.#abort();
    const attempt = new AbortController();
    this.#running = attempt;
    const { data } = this.getSnapshot();
    this.set({ data, isLoading: true, problem: undefined });
    try {
      const fresh = await load(attempt.signal);
      if (this.#isCurrent(attempt)) {
        this.set({ data: fresh, isLoading: false, problem: undefined });
      }
    } catch (error) {
      if (!this.#isCurrent(attempt)) {
        return;
      }
      const problem = toProblem(error);
      this.set({ data, isLoading: false, problem });
      this.onProblem(problem);
    }
  }

  #isCurrent(attempt: AbortController): boolean {
    return this.#running === attempt;
  }

  #abort(): void {
    this.#running?.abort();
    this.#running = undefined;
  }
}
