import type { FastifyReply } from 'fastify';

import { takeOver } from './take-over.js';

const heartbeatMs = 25_000;
/** A reader that lets this much pile up is gone or hostile. */
const mostBufferedBytes = 65_536;

/** A `text/event-stream` answer (WHATWG HTML, server-sent events) with heartbeats and a bound on what it buffers. */
export class EventStream {
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(private readonly reply: FastifyReply) {
    this.#heartbeat = setInterval(() => {
      this.#write(': heartbeat\n\n');
    }, heartbeatMs).unref();
  }

  /** Takes the answer over from Fastify; `onClose` is called once, when the reader has gone or `end` was called. */
  static open(reply: FastifyReply, onClose: () => void): EventStream {
    takeOver(reply, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    const stream = new EventStream(reply);
    reply.raw.once('close', () => {
      clearInterval(stream.#heartbeat);
      onClose();
    });
    stream.#write(': open\n\n');
    return stream;
  }

  send(event: string, data: object): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.reply.raw.end();
  }

  #write(text: string): void {
    if (this.reply.raw.writableLength > mostBufferedBytes) {
      this.reply.raw.destroy();
      return;
    }
    this.reply.raw.write(text);
  }
}
