import { Worker } from 'node:worker_threads';

import { Lanes } from '../../http/index.js';
import type { SanitiserResult, SanitiserTask } from './sanitiser-task.js';

interface Job {
  readonly task: SanitiserTask;
  readonly resolve: (result: SanitiserResult) => void;
  readonly reject: (error: Error) => void;
}

interface Limits {
  /** Up to it the work is done at once: it takes less time than another thread would save. */
  readonly smallTaskCharacters: number;
  readonly threads: number;
  readonly waiting: number;
  /** Twenty times the time of the largest message: anything that takes longer is not a message. */
  readonly taskMs: number;
  readonly heapMiB: number;
}

const standard: Limits = { smallTaskCharacters: 16_384, threads: 2, waiting: 64, taskMs: 10_000, heapMiB: 256 };

/** At most one of the threads works for one user, so that another user's message never waits for theirs. */
const lanes = { perLane: 1, waitingPerLane: 16, waitMs: 30_000 };

/**
 * Sanitises large messages beside the event loop, which other users are waiting for (ADR 0010). Threads are started on
 * demand and never keep the process alive. Without `workerFile` (the tests run the sources) everything happens here.
 */
export class SanitiserThreads {
  readonly #limits: Limits;
  readonly #lanes: Lanes;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #queue: Job[] = [];

  constructor(
    private readonly workerFile: string | undefined,
    limits: Partial<Limits> = {},
  ) {
    this.#limits = { ...standard, ...limits };
    const { threads: total, waiting } = this.#limits;
    this.#lanes = new Lanes({ ...lanes, total, waiting });
  }

  /**
   * `user` names the lane; a message that takes too long, or too much memory, is shown as its text, with a notice.
   * @throws Problem `throttled` or `overloaded`
   */
  async sanitise(task: SanitiserTask, user: string): Promise<SanitiserResult> {
    if (this.workerFile === undefined || task.html.length <= this.#limits.smallTaskCharacters) {
      // Parsers of HTML and CSS are loaded for the first message and not for the start.
      const { perform } = await import('./sanitiser-task.js');
      return perform(task);
    }
    const file = this.workerFile;
    const release = await this.#lanes.acquire(user);
    try {
      return await new Promise<SanitiserResult>((resolve, reject) => {
        this.#queue.push({ task, resolve, reject });
        this.#next(file);
      });
    } catch {
      return { html: await this.plain(task.html), remoteContentBlocked: false, isPlain: true, pictures: [] };
    } finally {
      release();
    }
  }

  /** The text of a message that is not shown as it was sent, with a notice. */
  async plain(html: string): Promise<string> {
    const { plainFallback } = await import('./plain-fallback.js');
    return plainFallback(html);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #next(file: string): void {
    if (this.#queue.length === 0) {
      return;
    }
    const worker = this.#idle.pop() ?? (this.#all.size < this.#limits.threads ? this.#start(file) : undefined);
    if (worker === undefined) {
      return;
    }
    const job = this.#queue.shift();
    if (job !== undefined) {
      this.#run(worker, job, file);
    }
  }

  #start(file: string): Worker {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMiB } });
    worker.unref();
    this.#all.add(worker);
    return worker;
  }

  #run(worker: Worker, { task, resolve, reject }: Job, file: string): void {
    const fail = (error: Error): void => {
      settle();
      this.#all.delete(worker);
      void worker.terminate();
      reject(error);
      this.#next(file);
    };
    const succeed = (result: SanitiserResult): void => {
      settle();
      this.#idle.push(worker);
      resolve(result);
      this.#next(file);
    };
    const end = (): void => {
      fail(new Error('the sanitiser thread has ended'));
    };
    const timer = setTimeout(() => {
      fail(new Error('a message took too long to sanitise'));
    }, this.#limits.taskMs);
    const settle = (): void => {
      clearTimeout(timer);
      worker.off('message', succeed).off('error', fail).off('exit', end);
    };
    worker.on('message', succeed).on('error', fail).on('exit', end);
    worker.postMessage(task);
  }
}
