import { Agent, Pool, type Dispatcher } from 'undici';

import { AnswerHandler, type AnswerReceiver, type BegunAnswer, type WholeAnswer } from './answer-handler.js';
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

export type OpenAnswer = WholeAnswer | BegunAnswer;

/** Milliseconds and counts; the defaults are what production uses. */
export const defaultLimits = {
  connectMs: 3_000,
  /** A connection without a call, unless Graph's own `Keep-Alive` is shorter; opening one costs more than a list. */
  keepAliveMs: 60_000,
  /** Until the answer begins. */
  headersMs: 15_000,
  /** Between two pieces of a body. */
  bodyIdleMs: 15_000,
  /** For a whole call whose answer is read into memory, waiting for a connection included. */
  wholeCallMs: 25_000,
  /** For a body that is passed on; it goes at the pace of the slower side. */
  streamMs: 900_000,
  stillReaderMs: defaultStillReaderMs,
  wholeAnswerBytes: 8_388_608,
  connections: 256,
  /** Beside those: of bodies that are passed on, which slow readers hold for minutes; a third of them is for small ones. */
  relays: 192,
  /** Calls under way or waiting for a connection; beyond it a call is refused at once. */
  calls: 1_024,
};

/**
 * HTTP to one origin: bounded in time, size and number, without redirects and without retries. It knows no tokens; whoever
 * calls puts them into the headers.
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
  exchange(request: TransportRequest): Promise<WholeAnswer> {
    const compressed = { ...request, headers: { ...request.headers, 'accept-encoding': 'gzip' } };
    return this.#dispatch<WholeAnswer>(this.#pool, this.origin, compressed, (resolve, failed) => ({
      whole: (answer) => {
        resolve(decoded(answer, this.limits.wholeAnswerBytes));
      },
      failed,
    }));
  }

  /**
   * An answer whose body is passed on at the pace of its reader, by a connection of which no other call waits; of one that is no
   * success only the beginning is kept.
   * @throws TransportFailure
   */
  open(request: TransportRequest): Promise<OpenAnswer> {
    return this.#dispatch<OpenAnswer>(this.#relays, this.origin, request, (resolve, failed) => ({
      whole: resolve,
      begun: resolve,
      failed,
    }));
  }

  /**
   * Bytes for a pre-authorised upload address, which may be on another origin: never with an Authorization header.
   * @throws TransportFailure
   */
  upload(url: URL, request: Omit<TransportRequest, 'path'>): Promise<WholeAnswer> {
    const mayCarryToken = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
    if (mayCarryToken || !isUploadAddress(url, this.origin)) {
      return Promise.reject(new RangeError('not an upload address'));
    }
    const path = url.pathname + url.search;
    return this.#dispatch<WholeAnswer>(this.#uploads, url.origin, { ...request, path }, (whole, failed) => ({
      whole,
      failed,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool, this.#relays, this.#uploads].map((pool) => pool.destroy()));
  }

  /** One promise for a whole call. */
  #dispatch<A extends OpenAnswer>(
    dispatcher: Dispatcher,
    origin: string,
    request: TransportRequest,
    receiverOf: (resolve: (answer: A | Promise<A>) => void, reject: (failure: unknown) => void) => AnswerReceiver,
  ): Promise<A> {
    if (this.#calls >= this.limits.calls) {
      return Promise.reject(new TransportFailure('saturated'));
    }
    this.#calls++;
    return new Promise((resolve, reject) => {
      let isUnderWay = true;
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          this.#calls -= isUnderWay ? 1 : 0;
          isUnderWay = false;
          settle(value);
        };
      const fail = settled(reject);
      try {
        const receiver = receiverOf(settled(resolve), fail);
        dispatcher.dispatch(undiciRequest(origin, request), new AnswerHandler(this.limits, receiver));
      } catch (error) {
        fail(error);
      }
    });
  }
}

function undiciRequest(origin: string, { method, path, headers, body }: TransportRequest): Dispatcher.DispatchOptions {
  return { origin, method, path, headers, body: body ?? null };
}
