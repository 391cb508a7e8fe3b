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
  /** Saves the current content. Quiet: without a prompt to the user. */
  readonly save: (options: { quiet: boolean }) => Promise<void>;
  /** Whether the user permits this app to write to the mailbox. */
  readonly isAllowed: () => boolean;
  readonly now?: () => number;
  readonly later?: (run: () => void, milliseconds: number) => () => void;
}

/** Saves a draft while it is being typed: one save at a time, each with the latest content, and again after a failure. */
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

  /** Saves without further delay: the network or the permission is available again, or the user requests it. */
  flush(): void {
    this.#cancel?.();
    if (this.isDirty && this.#mayRun()) {
      void this.#run(true).catch(() => undefined);
    }
  }

  /** Resolves when everything is saved. Throws the reason otherwise, and prompts the user when they can resolve it. */
  async finish(): Promise<void> {
    this.#cancel?.();
    // A save in progress may fail quietly: the attempts that count are made here.
    await this.settled();
    while (this.isDirty && !this.#isStopped) {
      await this.#run(false);
    }
  }

  /** Resolves when no save is in progress, whatever its result. */
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
