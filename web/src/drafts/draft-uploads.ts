import { type Attachment, problemOf } from '../client/index.js';
import { createStore } from '../platform/store.js';
import type { DraftAttachment } from './draft.js';

export type UploadState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly fraction: number }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface DraftUploadsPorts {
  /** Uploads the file to the draft in the mailbox. */
  readonly upload: (
    file: DraftAttachment,
    options: { signal: AbortSignal; onProgress: (fraction: number) => void },
  ) => Promise<Attachment>;
  readonly onUploaded: (file: DraftAttachment, attachment: Attachment) => void;
}

/** Uploads the files of a draft to the mailbox, one after the other. */
export class DraftUploads {
  readonly states = createStore<ReadonlyMap<string, UploadState>>(new Map());
  readonly #queue: DraftAttachment[] = [];
  #running: { readonly id: string; readonly abort: AbortController } | undefined;
  #work: Promise<void> | undefined;

  constructor(private readonly ports: DraftUploadsPorts) {}

  /** Also starts again after a failure. */
  start(file: DraftAttachment): void {
    const { kind } = this.states.get().get(file.id) ?? { kind: 'failed' };
    if (kind !== 'failed') {
      return;
    }
    this.#set(file.id, { kind: 'waiting' });
    this.#queue.push(file);
    this.#work ??= this.#drain();
  }

  /** Aborts the request, or removes the file from the queue. */
  cancel(fileId: string): void {
    const at = this.#queue.findIndex((file) => file.id === fileId);
    if (at !== -1) {
      this.#queue.splice(at, 1);
    }
    if (this.#running?.id === fileId) {
      this.#running.abort.abort();
    }
    this.#set(fileId, undefined);
  }

  cancelAll(): void {
    for (const id of this.states.get().keys()) {
      this.cancel(id);
    }
  }

  /** Resolves when no upload is pending; throws the error of the first file that failed. */
  async finish(): Promise<void> {
    while (this.#work !== undefined) {
      await this.#work;
    }
    for (const state of this.states.get().values()) {
      if (state.kind === 'failed') {
        throw state.error;
      }
    }
  }

  async #drain(): Promise<void> {
    // In a later turn: a caller that starts several files sees all of them as waiting.
    await Promise.resolve();
    for (let file = this.#queue.shift(); file !== undefined; file = this.#queue.shift()) {
      await this.#upload(file);
    }
    this.#work = undefined;
  }

  async #upload(file: DraftAttachment): Promise<void> {
    const abort = new AbortController();
    this.#running = { id: file.id, abort };
    this.#set(file.id, { kind: 'running', fraction: 0 });
    try {
      const attachment = await this.ports.upload(file, {
        signal: abort.signal,
        onProgress: (fraction) => {
          if (!abort.signal.aborted) {
            this.#set(file.id, { kind: 'running', fraction });
          }
        },
      });
      this.#set(file.id, undefined);
      this.ports.onUploaded(file, attachment);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#set(file.id, { kind: 'failed', error });
      }
    } finally {
      this.#running = undefined;
    }
  }

  #set(fileId: string, state: UploadState | undefined): void {
    const states = new Map(this.states.get());
    if (state === undefined) {
      states.delete(fileId);
    } else {
      states.set(fileId, state);
    }
    this.states.set(states);
  }
}

/** Whether the network or the service failed: another attempt may succeed by itself. */
export function isTransient(error: unknown): boolean {
  return problemOf(error)?.code === 'network_unreachable';
}
