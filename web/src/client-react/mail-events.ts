import type { BffClient, EventStream } from '../client/index.js';

export interface MailEvent {
  /** `mail.changed`, or `reconnected`: mail may have changed while the stream was closed. */
  readonly type: string;
}

export type MailListener = (event: MailEvent) => void;

/** One stream for all listeners of the page, open while there is at least one. All tabs of the browser share it. */
export class MailEvents {
  readonly #listeners = new Set<MailListener>();
  #stream: EventStream | undefined;

  constructor(private readonly client: BffClient) {}

  /** Returns a function that removes the listener. */
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

  /** The user has signed in again, or has granted a permission. */
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
