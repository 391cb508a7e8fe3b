import type { Problem } from '../client/index.js';
import { ExternalStore } from './external-store.js';
import { toProblem } from './to-problem.js';

export interface Loaded<Data> {
  /** The last answer; it stays while it's loaded again, and when that fails. */
  readonly data: Data | undefined;
  readonly isLoading: boolean;
  /** Why the last attempt failed. */
  readonly problem: Problem | undefined;
}

export type Load<Data> = (signal: AbortSignal) => Promise<Data>;

/** What one question has been answered, for the components that show it: loads with the first, aborts with the last. */
export class LoadedStore<Data> extends ExternalStore<Loaded<Data>> {
  #users = 0;
  #running: AbortController | undefined;

  constructor(
    private readonly load: Load<Data>,
    private readonly onProblem: (problem: Problem) => void,
    /** Whose answer it is; undefined while nobody is signed in: then nothing is loaded. */
    private readonly userId: string | undefined,
  ) {
    super({ data: undefined, isLoading: true, problem: undefined });
  }

  /** Returns what ends the use. */
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

  /** Resolves when there is an answer, or this one is no longer wanted. An answer that is still on its way is dropped. */
  reload(): Promise<void> {
    return this.run(this.load);
  }

  /** Loads again what was refused for want of a permission. */
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
