import { Problem } from '../../common/index.js';
import type { EventStream } from './event-stream.js';

const mostPerUser = 20;
const retryAfterSeconds = 30;

/** The open streams of one kind in this replica, by user: their limit, and the recipients of events. */
export class OpenStreams {
  readonly #streams = new Map<string, Set<EventStream>>();
  /** Streams per user that aren't open yet; they count from the moment they are requested. */
  readonly #opening = new Map<string, number>();

  /**
   * The stream that `open` creates counts as the user's; `open` removes it by `remove` when it closes.
   * @throws Problem `throttled` for a user who has too many
   */
  async add(userTag: string, open: () => Promise<EventStream>): Promise<void> {
    const opening = this.#opening.get(userTag) ?? 0;
    if (this.count(userTag) + opening >= mostPerUser) {
      throw new Problem('throttled', { retryAfterSeconds });
    }
    this.#opening.set(userTag, opening + 1);
    try {
      const stream = await open();
      this.#streams.set(userTag, (this.#streams.get(userTag) ?? new Set()).add(stream));
    } finally {
      this.#opened(userTag);
    }
  }

  remove(userTag: string, stream: EventStream): void {
    const streams = this.#streams.get(userTag);
    streams?.delete(stream);
    if (streams?.size === 0) {
      this.#streams.delete(userTag);
    }
  }

  count(userTag: string): number {
    return this.#streams.get(userTag)?.size ?? 0;
  }

  /** To all streams of the user. */
  send(userTag: string, event: string, data: object): void {
    this.#streams.get(userTag)?.forEach((stream) => {
      stream.send(event, data);
    });
  }

  #opened(userTag: string): void {
    const left = (this.#opening.get(userTag) ?? 1) - 1;
    if (left === 0) {
      this.#opening.delete(userTag);
    } else {
      this.#opening.set(userTag, left);
    }
  }
}
