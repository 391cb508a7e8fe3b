import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Agent, Pool, type Dispatcher } from 'undici';

import { readBounded } from './bounded-body.js';
import { TransportFailure } from './transport-failure.js';

export type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface TransportRequest {
  readonly method: GraphMethod;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer | undefined;
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A success with a body that is still to be read, or a refusal whose body was read. */
export type OpenAnswer =
  WholeAnswer | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly stream: Readable };

/** Milliseconds and counts; the defaults are what production uses. */
export const defaultLimits = {
  connectMs: 3_000,
  /** Until the answer begins. */
  headersMs: 15_000,
  /** Between two pieces of a body. */
  bodyIdleMs: 15_000,
  /** For a whole call whose answer is read into memory, waiting for a connection included. */
  wholeCallMs: 25_000,
  /** For a body that is passed on; it goes at the pace of the slower side. */
  streamMs: 900_000,
  wholeAnswerBytes: 8_388_608,
  connections: 256,
  /** Calls under way or waiting for a connection; beyond it a call is refused at once. */
  calls: 1_024,
};

const longestRefusalBytes = 65_536;

/**
 * HTTP to one origin: bounded in time, size and number, without redirects and without retries. It knows no tokens; whoever
 * calls puts them into the headers.
 */
export class GraphTransport {
  readonly #pool: Pool;
  readonly #uploads: Agent;
  #calls = 0;

  constructor(
    readonly origin: string,
    private readonly limits = defaultLimits,
  ) {
    const options = {
      connections: limits.connections,
      connect: { timeout: limits.connectMs },
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyIdleMs,
    };
    this.#pool = new Pool(origin, options);
    this.#uploads = new Agent(options);
  }

  /** @throws TransportFailure */
  exchange(request: TransportRequest): Promise<WholeAnswer> {
    return this.#counted(() => exchange(this.#pool, this.origin, request, this.limits));
  }

  /**
   * An answer whose body is read at the pace of its reader; of one that is no success only the beginning is kept.
   * @throws TransportFailure
   */
  async open(request: TransportRequest): Promise<OpenAnswer> {
    const abort = new AbortController();
    const patience = setTimeout(() => {
      abort.abort(new TransportFailure('timeout'));
    }, this.limits.wholeCallMs);
    try {
      const { statusCode, headers, body } = await this.#counted(() =>
        this.#pool.request({ ...undiciRequest(request), signal: abort.signal }),
      );
      if (!isSuccess(statusCode)) {
        return { status: statusCode, headers, body: await readBounded(body, longestRefusalBytes) };
      }
      endAfter(body, this.limits.streamMs);
      return { status: statusCode, headers, stream: body };
    } catch (error) {
      throw TransportFailure.of(error);
    } finally {
      clearTimeout(patience);
    }
  }

  /**
   * Bytes for a pre-authorised upload address, which may be on another origin: never with an Authorization header.
   * @throws TransportFailure
   */
  upload(url: URL, request: Omit<TransportRequest, 'path'>): Promise<WholeAnswer> {
    const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    const mayCarryToken = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
    if (mayCarryToken || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
      return Promise.reject(new RangeError('not an upload address'));
    }
    const path = url.pathname + url.search;
    return this.#counted(() => exchange(this.#uploads, url.origin, { ...request, path }, this.limits));
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#uploads.destroy()]);
  }

  async #counted<T>(call: () => Promise<T>): Promise<T> {
    if (this.#calls >= this.limits.calls) {
      throw new TransportFailure('saturated');
    }
    this.#calls++;
    try {
      return await call();
    } finally {
      this.#calls--;
    }
  }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function undiciRequest({ method, path, headers, body }: TransportRequest): Dispatcher.DispatchOptions {
  return { method, path, headers, body: body ?? null };
}

function endAfter(stream: Readable, milliseconds: number): void {
  const timer = setTimeout(() => {
    stream.destroy(new TransportFailure('timeout'));
  }, milliseconds).unref();
  stream.once('close', () => {
    clearTimeout(timer);
  });
}

function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: TransportRequest,
  limits: typeof defaultLimits,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch({ origin, ...undiciRequest(request) }, new WholeAnswerHandler(limits, resolve, reject));
  });
}

/** Collects an answer without the cost of a stream. */
class WholeAnswerHandler implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #controller: Dispatcher.DispatchController | undefined;
  #failure: TransportFailure | undefined;

  constructor(
    private readonly limits: typeof defaultLimits,
    private readonly resolve: (answer: WholeAnswer) => void,
    private readonly reject: (failure: TransportFailure) => void,
  ) {
    this.#timer = setTimeout(() => {
      this.#fail(new TransportFailure('timeout'));
    }, limits.wholeCallMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) {
      controller.abort(this.#failure);
    }
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.limits.wholeAnswerBytes) {
      this.#fail(new TransportFailure('too_large'));
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.reject(this.#failure ?? TransportFailure.of(error));
  }

  /** Rejects at once: a request that still waits for its connection hears nothing of an abort. */
  #fail(failure: TransportFailure): void {
    clearTimeout(this.#timer);
    this.#failure = failure;
    this.reject(failure);
    this.#controller?.abort(failure);
  }
}
