import type { BffClient, EventStream } from '../client/index.js';

export interface MailEvent {
  /** `mail.changed`; `reconnected`: something may have changed while nobody listened. */
  readonly type: string;
}

export type MailListener = (event: MailEvent) => void;

/** One stream for all listeners of the page, open for as long as there are any. All tabs of the browser share it. */
export class MailEvents {
  readonly #listeners = new Set<MailListener>();
  #stream: EventStream | undefined;

  constructor(private readonly client: BffClient) {}

  /** Returns what ends it. */
  add(listener: MailListener): () => void {
    this.#listeners.add(listener);
    this.#stream ??= this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) {
        return;
      }
      const stream = this.#stream;
      this.#stream = undefined;
      stream?.close();
    };
  }

  /** The user is signed in again, or has given a permission. */
  resume(): void {
    this.#stream?.resume();
  }

  #open(): EventStream {
    let wasOpen = false;
    return this.client.mailEvents({
      onEvent: ({ type }) => {
        this.#emit({ type });
      },
      onState: (state) => {
        if (state !== 'open') {
          return;
        }
        if (wasOpen) {
          this.#emit({ type: 'reconnected' });
        }
        wasOpen = true;
      },
    });
  }

  #emit(event: MailEvent): void {
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }
}
