import { Agent, Pool, type Dispatcher } from 'undici';

import {
  ResponseHandler,
  type ResponseReceiver,
  type StreamedResponse,
  type BufferedResponse,
} from './response-handler.js';
import { decoded } from './gzip.js';
import { defaultStillReaderMs, TransportFailure } from '../http/index.js';
import { isUploadAddress, outwardLookup } from './upload-hosts.js';

export type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface TransportRequest {
  readonly method: GraphMethod;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer | undefined;
}

export type OpenResponse = BufferedResponse | StreamedResponse;

/** Milliseconds and counts; the defaults are what production uses. */
export const defaultLimits = {
  connectMs: 3_000,
  /** An idle connection, unless Graph's own `Keep-Alive` is shorter; opening one costs more than a list. */
  keepAliveMs: 60_000,
  /** Until the response begins. */
  headersMs: 15_000,
  /** Between two chunks of a body. */
  bodyIdleMs: 15_000,
  /** For a whole call whose response is buffered, including the wait for a connection. */
  bufferedCallMs: 25_000,
  /** For a relayed body; it has the pace of the slower side. */
  streamMs: 900_000,
  stillReaderMs: defaultStillReaderMs,
  bufferedResponseBytes: 8_388_608,
  connections: 256,
  /** Additional ones: for relayed bodies, which slow readers hold for minutes; a third of them is for small ones. */
  relays: 192,
  /** Calls under way or waiting for a connection; beyond the limit a call is refused at once. */
  calls: 1_024,
};

/**
 * HTTP to one origin: bounded in time, size and number, without redirects and without retries. It knows no tokens; the
 * caller sets the headers.
 */
export class GraphTransport {
  readonly #pool: Pool;
  readonly #relays: Pool;
  readonly #uploads: Agent;
  #calls = 0;

  constructor(
    readonly origin: string,
    private readonly limits = defaultLimits,
  ) {
    const options = {
      connections: limits.connections,
      connect: { timeout: limits.connectMs },
      keepAliveTimeout: limits.keepAliveMs,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyIdleMs,
    };
    this.#pool = new Pool(origin, options);
    this.#relays = new Pool(origin, { ...options, connections: limits.relays });
    this.#uploads = new Agent({ ...options, connect: { ...options.connect, lookup: outwardLookup } });
  }

  /** @throws TransportFailure */
  exchange(request: TransportRequest): Promise<BufferedResponse> {
    const compressed = { ...request, headers: { ...request.headers, 'accept-encoding': 'gzip' } };
    return this.#dispatch<BufferedResponse>(this.#pool, this.origin, compressed, (resolve, failed) => ({
      buffered: (answer) => {
        resolve(decoded(answer, this.limits.bufferedResponseBytes));
      },
      failed,
    }));
  }

  /**
   * A response whose body is relayed at the pace of its reader, by a connection that no other call waits for. Of an
   * error only the beginning is read.
   * @throws TransportFailure
   */
  open(request: TransportRequest): Promise<OpenResponse> {
    return this.#dispatch<OpenResponse>(this.#relays, this.origin, request, (resolve, failed) => ({
      buffered: resolve,
      streamed: resolve,
      failed,
    }));
  }

  /**
   * Bytes for a pre-authorised upload address, which may be on another origin: never with an Authorization header.
   * @throws TransportFailure
   */
  upload(url: URL, request: Omit<TransportRequest, 'path'>): Promise<BufferedResponse> {
    const mayCarryToken = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
    if (mayCarryToken || !isUploadAddress(url, this.origin)) {
      return Promise.reject(new RangeError('not an upload address'));
    }
    const path = url.pathname + url.search;
    return this.#dispatch<BufferedResponse>(this.#uploads, url.origin, { ...request, path }, (buffered, failed) => ({
      buffered,
      failed,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool, this.#relays, this.#uploads].map((pool) => pool.destroy()));
  }

  /** One promise for a whole call. */
  #dispatch<A extends OpenResponse>(
    dispatcher: Dispatcher,
    origin: string,
    request: TransportRequest,
    receiverOf: (resolve: (answer: A | Promise<A>) => void, reject: (failure: unknown) => void) => ResponseReceiver,
  ): Promise<A> {
    if (this.#calls >= this.limits.calls) {
      return Promise.reject(new TransportFailure('saturated'));
    }
    this.#calls++;
    return new Promise((resolve, reject) => {
      let isRunning = true;
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          this.#calls -= isRunning ? 1 : 0;
          isRunning = false;
          settle(value);
        };
      const fail = settled(reject);
      try {
        const receiver = receiverOf(settled(resolve), fail);
        dispatcher.dispatch(undiciRequest(origin, request), new ResponseHandler(this.limits, receiver));
      } catch (error) {
        fail(error);
      }
    });
  }
}

function undiciRequest(origin: string, { method, path, headers, body }: TransportRequest): Dispatcher.DispatchOptions {
  return { origin, method, path, headers, body: body ?? null };
}
