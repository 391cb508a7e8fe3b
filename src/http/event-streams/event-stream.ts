import type { FastifyReply } from 'fastify';

import { startRawResponse } from '../raw-response.js';

const heartbeatMs = 25_000;
/** A reader with this many unread bytes is gone or hostile. */
const mostBufferedBytes = 65_536;

/** A `text/event-stream` response (WHATWG HTML, server-sent events) with heartbeats and a bound on its buffer. */
export class EventStream {
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(private readonly reply: FastifyReply) {
    this.#heartbeat = setInterval(() => {
      this.#write(': heartbeat\n\n');
    }, heartbeatMs).unref();
  }

  /**
   * Hijacks the response from Fastify; `onClose` is called once, when the reader has disconnected or `end` was called.
   */
  static open(reply: FastifyReply, onClose: () => void): EventStream {
    startRawResponse(reply, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    const stream = new EventStream(reply);
    const { raw } = reply;
    const close = (): void => {
      clearInterval(stream.#heartbeat);
      onClose();
    };
    if (raw.destroyed) {
      // The reader disconnected while their request was checked; `close` was emitted and will not be again.
      setImmediate(close);
      return stream;
    }
    raw.once('close', close);
    stream.#write(': open\n\n');
    return stream;
  }

  send(event: string, data: object): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.reply.raw.end();
  }

  /** Between `end` and `close` other code may still write: a write then is an error that ends the process. */
  #write(text: string): void {
    const { raw } = this.reply;
    if (raw.writableEnded || raw.destroyed) {
      return;
    }
    if (raw.writableLength > mostBufferedBytes) {
      raw.destroy();
      return;
    }
    raw.write(text);
  }
}
