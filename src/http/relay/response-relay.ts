import type { ServerResponse } from 'node:http';
import { PassThrough, type Readable, type Writable } from 'node:stream';

import { TransportFailure } from './transport-failure.js';

/** Where the body comes from: a call that is under way. */
export interface AnswerSource {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** A reader that has taken nothing for so long has gone. */
export const defaultStillReaderMs = 60_000;
/** What may come before the reader is known; then the source waits. */
const mostHeldBytes = 65_536;

/**
 * The body of an answer on its way from Graph, or from another API, to who has asked for it, at the pace of the slower side. It goes from the one
 * connection into the other without a stream between them, which would cost as much as all the rest of a small download.
 */
export class ResponseRelay {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #sink: Writable | undefined;
  #isComplete = false;
  #failure: TransportFailure | undefined;
  readonly #onClose: (() => void)[] = [];
  #onFull: (() => void) | undefined;
  /** What is held is the whole answer, up to this size. */
  #collectsBytes: number | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  /** While the reader takes nothing. */
  #stillness: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: AnswerSource,
    /** Undefined: as long as both sides like, e.g. for event streams. */
    longestMs: number | undefined,
    private readonly stillReaderMs = defaultStillReaderMs,
  ) {
    const expire = (): void => {
      this.cancel('timeout');
    };
    this.#timer = longestMs === undefined ? undefined : setTimeout(expire, longestMs).unref();
  }

  /** Why no more of it will come. */
  get failure(): TransportFailure | undefined {
    return this.#failure;
  }

  get #isClosed(): boolean {
    return this.#isComplete || this.#failure !== undefined;
  }

  /** Each is called once, when the source has nothing more to do for it; at once when that is so already. */
  onClose(listener: () => void): void {
    if (this.#isClosed) {
      listener();
    } else {
      this.#onClose.push(listener);
    }
  }

  /**
   * Everything into an answer whose head is written; an answer that cannot be finished is broken off. Node holds the head back for the
   * first bytes, which saves a write to the socket: when none are here yet, the head goes alone.
   */
  relayTo(response: ServerResponse): void {
    const { req: request } = response;
    if (this.#failure !== undefined || response.destroyed || request.socket.destroyed) {
      response.destroy();
      this.cancel();
      return;
    }
    if (this.#isComplete) {
      response.end(Buffer.concat(this.#held));
      return;
    }
    if (this.#heldBytes === 0) {
      response.flushHeaders();
    }
    // The answer to a pipelined request hears nothing of its connection's end, but the request does.
    request.once('close', () => {
      if (request.errored !== null) {
        this.cancel();
      }
    });
    this.#into(response);
  }

  /** As a stream, for who makes something else of it; one that breaks off fails with the reason. */
  toReadable(): Readable {
    const stream = new PassThrough();
    this.onClose(() => {
      if (this.#failure !== undefined) {
        stream.destroy(this.#failure);
      }
    });
    if (this.#isComplete) {
      stream.end(Buffer.concat(this.#held));
    } else if (this.#failure === undefined) {
      this.#into(stream);
    }
    return stream;
  }

  /**
   * All of it, in memory.
   * @throws TransportFailure, `too_large` when it has more than `limitBytes`
   */
  async collect(limitBytes: number): Promise<Buffer> {
    this.#collectsBytes = limitBytes;
    this.#boundHeld();
    this.source.resume();
    await new Promise<void>((resolve) => {
      this.onClose(resolve);
    });
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    return Buffer.concat(this.#held);
  }

  /** Waits without a reader: whether the body is here to its end, or has failed; false when it is more than is held for nobody. */
  async isHeld(): Promise<boolean> {
    this.source.resume();
    if (!this.#isClosed && this.#heldBytes < mostHeldBytes) {
      await new Promise<void>((resolve) => {
        this.#onFull = resolve;
        this.onClose(resolve);
      });
    }
    return this.#isClosed;
  }

  /** Nobody wants the rest. */
  cancel(kind: 'reset' | 'timeout' | 'too_large' = 'reset'): void {
    if (!this.#isClosed) {
      const reason = new TransportFailure(kind);
      this.fail(reason);
      this.source.abort(reason);
    }
  }

  push(chunk: Buffer): void {
    if (this.#sink === undefined) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      this.#boundHeld();
    } else if (!this.#sink.write(chunk)) {
      this.#waitForReader();
    }
  }

  complete(): void {
    if (!this.#isClosed) {
      this.#isComplete = true;
      this.#close();
      this.#sink?.end();
    }
  }

  fail(failure: TransportFailure): void {
    if (!this.#isClosed) {
      this.#failure = failure;
      this.#held = [];
      this.#close();
      this.#sink?.destroy();
    }
  }

  #into(sink: Writable): void {
    this.#sink = sink;
    sink
      .once('close', () => {
        this.cancel();
      })
      .on('error', () => {
        this.cancel();
      })
      .on('drain', () => {
        clearTimeout(this.#stillness);
        this.source.resume();
      });
    this.#passHeld(sink);
  }

  #boundHeld(): void {
    if (this.#collectsBytes !== undefined) {
      if (this.#heldBytes > this.#collectsBytes) {
        this.cancel('too_large');
      }
    } else if (this.#heldBytes >= mostHeldBytes) {
      this.source.pause();
      this.#onFull?.();
    }
  }

  #passHeld(sink: Writable): void {
    const held = this.#held;
    this.#held = [];
    let mayGoOn = true;
    for (const chunk of held) {
      mayGoOn = sink.write(chunk);
    }
    if (mayGoOn) {
      this.source.resume();
    } else {
      this.#waitForReader();
    }
  }

  #waitForReader(): void {
    this.source.pause();
    clearTimeout(this.#stillness);
    this.#stillness = setTimeout(() => {
      this.cancel('timeout');
    }, this.stillReaderMs).unref();
  }

  #close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#stillness);
    this.#onClose.splice(0).forEach((listener) => {
      listener();
    });
  }
}
