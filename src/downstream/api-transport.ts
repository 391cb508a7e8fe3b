import { lookup as systemLookup } from 'node:dns';
import type { IncomingHttpHeaders } from 'node:http';

import { Pool, type Dispatcher } from 'undici';

import { publicLookup } from '../common/index.js';
import type { ApiConfig } from '../config/index.js';
import { ResponseRelay, TransportFailure } from '../http/index.js';
import type { RequestBody } from './request-body.js';

export interface ApiRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: RequestBody;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly relay: ResponseRelay;
}

/** A call under way. */
export interface ApiCall {
  /** The head of the response. @throws TransportFailure */
  readonly answer: Promise<ApiAnswer>;
  /** No caller waits any more. */
  abort(): void;
  /** The body of the request continues: that is not silence. */
  moved(): void;
}

const connectMs = 3_000;
/** Shorter than the idle timeout of servers: a request on a connection that was just closed would be lost. */
const keepAliveMs = 4_000;
/** Calls under way, beside the streams, of an API that isn't one of streams. */
const usualUnderWay = 128;
/** Under way or waiting for a connection, of all users, with the streams. */
const mostCalls = 1_024;
/** Whatever their headers say, there is no body. */
const bodiless: ReadonlySet<number> = new Set([204, 304]);
/** For a relayed body, unless the API is one of streams. */
const longestBodyMs = 900_000;

/** HTTP to one API: one origin, no redirects, no retries, silence bounded. It knows no tokens. */
export class ApiTransport {
  readonly #pool: Pool;
  /** Each has a connection, or waits for the next one that becomes free: undici's own queue keeps cancelled calls. */
  #underWay = 0;
  /** Open for as long as their readers wish, so each has a connection that no other call waits for. */
  #streams = 0;
  readonly #waiting = new Set<() => void>();
  readonly #mostUnderWay: number;

  constructor(private readonly api: Pick<ApiConfig, 'origin' | 'isInternal' | 'timeoutSeconds'>) {
    // A stream without a limit of time may be silent before its head, too.
    this.#mostUnderWay = api.timeoutSeconds === 0 ? mostCalls : usualUnderWay;
    this.#pool = new Pool(api.origin, {
      connections: mostCalls,
      connect: { timeout: connectMs, ...(api.isInternal ? {} : { lookup: publicLookup(systemLookup) }) },
      keepAliveTimeout: keepAliveMs,
      // A separate timer distinguishes the silence of the API from that of the client.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  call(request: ApiRequest): ApiCall {
    const start = (): void => {
      this.#underWay++;
      this.#dispatch(request, handler);
    };
    const handler = new ApiAnswerHandler(this.api.timeoutSeconds, {
      onFailure: () => this.#waiting.delete(start),
      onStream: () => {
        this.#streams++;
        this.#underWay--;
        this.#startNext();
      },
      onDone: (isStream) => {
        if (isStream) {
          this.#streams--;
        } else {
          this.#underWay--;
        }
        this.#startNext();
      },
    });
    if (this.#underWay + this.#waiting.size + this.#streams >= mostCalls) {
      handler.fail(new TransportFailure('saturated'));
      return handler;
    }
    if (this.#underWay < this.#mostUnderWay) {
      start();
    } else {
      this.#waiting.add(start);
    }
    return handler;
  }

  #startNext(): void {
    const [next] = this.#waiting;
    if (next !== undefined && this.#underWay < this.#mostUnderWay) {
      this.#waiting.delete(next);
      next();
    }
  }

  #dispatch({ method, path, headers, body }: ApiRequest, handler: ApiAnswerHandler): void {
    this.#pool.dispatch(
      {
        origin: this.api.origin,
        method,
        path,
        headers: withLength(headers, body),
        body: payloadOf(body),
      },
      handler,
    );
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function payloadOf(body: RequestBody): Buffer | RequestBodyStream | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'whole':
      return body.bytes;
    case 'streamed':
      return body.stream;
  }
}

type RequestBodyStream = Extract<RequestBody, { kind: 'streamed' }>['stream'];

function withLength(headers: Record<string, string>, body: RequestBody): Record<string, string> {
  return body.kind === 'streamed' && body.length !== undefined
    ? { ...headers, 'content-length': String(body.length) }
    : headers;
}

interface ApiCallListener {
  /** No caller waits for the response any more, or none arrived in time. */
  onFailure(): void;
  /** Once for a call whose response is a stream, before `onDone`. */
  onStream(): void;
  /** Once for each call that has begun: undici has released it. */
  onDone(isStream: boolean): void;
}

class ApiAnswerHandler implements Dispatcher.DispatchHandler, ApiCall {
  readonly answer: Promise<ApiAnswer>;
  readonly #timer: NodeJS.Timeout | undefined;
  #isDone = false;
  #isStream = false;
  #resolve: (answer: ApiAnswer) => void = () => undefined;
  #reject: (failure: TransportFailure) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #relay: ResponseRelay | undefined;
  #failure: TransportFailure | undefined;

  constructor(
    private readonly timeoutSeconds: number,
    private readonly listener: ApiCallListener,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A caller that aborts a call does not always wait for it.
    this.answer.catch(() => undefined);
    const expire = (): void => {
      this.fail(new TransportFailure('timeout'));
    };
    this.#timer = timeoutSeconds === 0 ? undefined : setTimeout(expire, timeoutSeconds * 1000);
  }

  abort(): void {
    if (this.#relay === undefined) {
      this.fail(new TransportFailure('reset'));
    } else {
      this.#relay.cancel();
    }
  }

  moved(): void {
    if (this.#relay === undefined && this.#failure === undefined) {
      this.#timer?.refresh();
    }
  }

  /** Reported at once: a request that still waits for its connection is not notified of an abort. */
  fail(failure: TransportFailure): void {
    clearTimeout(this.#timer);
    this.#failure = failure;
    this.#reject(failure);
    this.listener.onFailure();
    this.#controller?.abort(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) {
      controller.abort(this.#failure);
    }
  }

  /** No sent request asks for another protocol. */
  onRequestUpgrade(controller: Dispatcher.DispatchController): void {
    controller.abort(new TransportFailure('reset'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Informational answers are for the connection, not for the reader.
    if (status < 200) {
      return;
    }
    clearTimeout(this.#timer);
    this.#isStream = this.timeoutSeconds === 0 || isEventStream(headers);
    if (this.#isStream) {
      this.listener.onStream();
    }
    this.#relay = new ResponseRelay(controller, this.#isStream ? undefined : longestBodyMs);
    if (bodiless.has(status)) {
      // Their length is that of another response (RFC 9110 §8.6); undici misses the bytes, and reports a failure.
      this.#relay.complete();
    }
    this.#resolve({ status, headers, relay: this.#relay });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#relay?.push(chunk);
  }

  onResponseEnd(): void {
    this.#done();
    this.#relay?.complete();
  }

  /** Once, also when a later step throws and undici reports that as the failure of the call. */
  #done(): void {
    if (!this.#isDone) {
      this.#isDone = true;
      this.listener.onDone(this.#isStream);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#done();
    clearTimeout(this.#timer);
    const failure = this.#failure ?? TransportFailure.of(error);
    if (this.#relay === undefined) {
      this.#failure = failure;
      this.#reject(failure);
    } else {
      this.#relay.fail(failure);
    }
  }
}

/** Server-sent events: relayed as they arrive, for as long as the session lives. */
export function isEventStream({ 'content-type': type }: IncomingHttpHeaders): boolean {
  return /^text\/event-stream\b/i.test(type ?? '');
}
