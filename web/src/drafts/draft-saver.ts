import { createStore } from '../platform/store.js';
import {
  isDirty,
  nothingToSave,
  progressed,
  type SaveEvent,
  type SaveProgress,
  statusOf,
  waitMs,
} from './save-progress.js';

export interface DraftSaverPorts {
  /** Saves what is written now. Quiet: the user is not asked for anything. */
  readonly save: (options: { quiet: boolean }) => Promise<void>;
  /** Whether the user lets this app write to the mailbox. */
  readonly isAllowed: () => boolean;
  readonly now?: () => number;
  readonly later?: (run: () => void, milliseconds: number) => () => void;
}

/** Saves a draft as it is typed: one save at a time, each with the latest of it, and again after a failure. */
export class DraftSaver {
  readonly status = createStore(statusOf(nothingToSave));
  #progress: SaveProgress = nothingToSave;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  readonly #now: () => number;
  readonly #later: NonNullable<DraftSaverPorts['later']>;

  constructor(private readonly ports: DraftSaverPorts) {
    this.#now = ports.now ?? Date.now;
    this.#later = ports.later ?? afterTimeout;
  }

  get isDirty(): boolean {
    return isDirty(this.#progress);
  }

  edited(): void {
    this.#apply({ kind: 'edited', at: this.#now() });
    this.#schedule();
  }

  /** Without waiting any longer: the network or the permission is back, or the user asks for it. */
  flush(): void {
    this.#cancel?.();
    if (this.isDirty && this.#mayRun()) {
      void this.#run(true).catch(() => undefined);
    }
  }

  /** Until everything is saved. Throws what stands against it, and asks the user where they can resolve it. */
  async finish(): Promise<void> {
    this.#cancel?.();
    // What is under way may fail quietly: the attempts that count are made here.
    await this.settled();
    while (this.isDirty && !this.#isStopped) {
      await this.#run(false);
    }
  }

  /** Until nothing is under way, whatever came of it. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #run(quiet: boolean): Promise<void> {
    this.#running ??= this.#attempt(quiet).finally(() => {
      this.#running = undefined;
      this.#schedule();
    });
    return this.#running;
  }

  async #attempt(quiet: boolean): Promise<void> {
    const { edits } = this.#progress;
    this.#apply({ kind: 'started' });
    try {
      await this.ports.save({ quiet });
      this.#apply({ kind: 'saved', edits, at: this.#now() });
    } catch (error) {
      this.#apply({ kind: 'failed' });
      throw error;
    }
  }

  #schedule(): void {
    this.#cancel?.();
    if (!this.isDirty || this.#running !== undefined || !this.#mayRun()) {
      return;
    }
    this.#cancel = this.#later(
      () => {
        this.flush();
      },
      waitMs(this.#progress, this.#now()),
    );
  }

  #mayRun(): boolean {
    return !this.#isStopped && this.ports.isAllowed();
  }

  #apply(event: SaveEvent): void {
    this.#progress = progressed(this.#progress, event);
    this.status.set(statusOf(this.#progress));
  }
}

function afterTimeout(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}
