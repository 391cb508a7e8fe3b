import { Problem, type Clock, type Logger } from '../../common/index.js';

/**
 * Calls for a tree that may fail: batches, and parents that are requested separately. After them, and when it has taken
 * too long, the tree ends there.
 */
const mostFailures = 3;
/** From the first level on, for a tree with a failure, and for one without. */
const patienceMs = 8_000;
const longestMs = 30_000;

/** The cost of a tree, and its limits. */
export class TreeEffort {
  readonly #since: number;
  #failures = 0;
  #answers = 0;
  #lastProblem: Problem | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#since = clock.now();
  }

  get hasFailures(): boolean {
    return this.#failures > 0;
  }

  get isOver(): boolean {
    return (
      this.#failures >= mostFailures || this.clock.now() - this.#since >= (this.hasFailures ? patienceMs : longestMs)
    );
  }

  /** The last of the failures. */
  get lastProblem(): Problem | undefined {
    return this.#lastProblem;
  }

  /** Set when nothing has been answered, and something has failed. */
  get problemOfAll(): Problem | undefined {
    return this.#answers === 0 ? this.#lastProblem : undefined;
  }

  /**
   * Undefined when it failed, or is no longer retried. A required interaction is reported: a tree without its branches
   * would hide it.
   */
  async tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.isOver) {
      return undefined;
    }
    try {
      const answer = await work();
      this.#answers++;
      return answer;
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      this.#failures++;
      this.#lastProblem = error;
      this.logger.warning({ err: error }, 'folders are listed without some that are below them');
      return undefined;
    }
  }
}
