import type { ServerResponse } from 'node:http';
import { PassThrough, type Readable, type Writable } from 'node:stream';

import { TransportFailure } from './transport-failure.js';

/** The source of the body: a call that is under way. */
export interface AnswerSource {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** A reader that has read nothing for so long has disconnected. */
export const defaultStillReaderMs = 60_000;
/** The bytes that may arrive before the reader is known; then the source waits. */
const mostHeldBytes = 65_536;

/**
 * The body of a response on its way from Graph, or from another API, to the client, at the pace of the slower side. It
 * is copied from one connection to the other without a stream between them, which would cost as much as the rest of a
 * small download.
 */
export class ResponseRelay {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #sink: Writable | undefined;
  #isComplete = false;
  #failure: TransportFailure | undefined;
  readonly #onClose: (() => void)[] = [];
  #onFull: (() => void) | undefined;
  /** The complete response is buffered, up to this size. */
  #collectsBytes: number | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  /** While the reader reads nothing. */
  #stillness: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: AnswerSource,
    /** Undefined: no limit, e.g. for event streams. */
    longestMs: number | undefined,
    private readonly stillReaderMs = defaultStillReaderMs,
  ) {
    const expire = (): void => {
      this.cancel('timeout');
    };
    this.#timer = longestMs === undefined ? undefined : setTimeout(expire, longestMs).unref();
  }

  /** Why the body ended early. */
  get failure(): TransportFailure | undefined {
    return this.#failure;
  }

  get #isClosed(): boolean {
    return this.#isComplete || this.#failure !== undefined;
  }

  /** Each is called once, when the source has finished or failed; at once when it already has. */
  onClose(listener: () => void): void {
    if (this.#isClosed) {
      listener();
    } else {
      this.#onClose.push(listener);
    }
  }

  /**
   * Relays everything into a response whose head is written; a response that cannot be completed is aborted. Node holds
   * the head back for the first bytes, which saves a write to the socket: when none have arrived yet, the head is sent
   * alone.
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
    // The response to a pipelined request is not notified when its connection is closed, but the request is.
    request.once('close', () => {
      if (request.errored !== null) {
        this.cancel();
      }
    });
    this.#into(response);
  }

  /** As a stream, for code that converts it; one that is aborted fails with the reason. */
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
   * The complete body, in memory.
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

  /**
   * Waits without a reader: whether the body has been received completely, or has failed; false when it is longer than
   * the buffer.
   */
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

  /** No reader wants the rest. */
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
