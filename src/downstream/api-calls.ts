import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import {
  AuditLog,
  currentTraceId,
  newSpanId,
  fingerprint,
  httpClientLabels,
  httpPeerOf,
  type HttpPeer,
  Logger,
  Metrics,
  Problem,
} from '../common/index.js';
import { AppConfig, type ApiConfig, type Permission } from '../config/index.js';
import { Shares, TransportFailure } from '../http/index.js';
import { InteractionRequired, type LiveSession } from '../session/index.js';
import { AccessTokens, claimsOf, type AccessToken } from '../tokens/index.js';
import { ApiTransport, type ApiAnswer, type ApiCall } from './api-transport.js';
import type { RequestBody } from './request-body.js';

/** Calls in flight of one user at one API. */
const mostCallsPerUser = 16;
const retryAfterSeconds = 2;

/** Tokens that are remembered as accepted. */
const mostAccepted = 20_000;
/** An API that has refused a new token as well refuses more than the token: so long, no other one is got because the last was accepted. */
const inVainMs = 30_000;
/**
 * A client that was asked to send its body again has its answer by then: half an hour is the limit of a request
 * (`bff-adapter.ts`), an hour that of an API's silence.
 */
const sentAgainMs = 7_200_000;

export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function outcomeOf(status: number): string {
  return status < 400 ? 'success' : `status_${status}`;
}

function failureOf(error: unknown): string {
  return error instanceof Problem
    ? error.code
    : error instanceof InteractionRequired
      ? error.reason.kind
      : 'internal_error';
}

/** One request on its way to an API. */
export interface Exchange {
  readonly api: ApiConfig;
  readonly session: LiveSession;
  readonly method: string;
  /** Path and query at the target. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly permissions: readonly Permission[];
  readonly body: RequestBody;
  /** Whether no caller waits for the response any more. */
  readonly isGone: () => boolean;
  /** Called with each of its calls. */
  readonly onCall: (call: ApiCall) => void;
}

/** Calls of the APIs of `APIS_FILE` with the user's token, and with another one when the API refuses it. */
@Injectable()
export class ApiCalls implements OnApplicationShutdown {
  readonly #inFlight = new Shares();
  readonly #transports = new Map<string, ApiTransport>();
  /**
   * Fingerprints of tokens that an API has accepted: for one that it refuses later, another one may be worth requesting
   * at once.
   */
  readonly #accepted = new LRUCache<string, true>({ max: mostAccepted });
  readonly #noted = new WeakSet<AccessToken>();
  /** Users at APIs, where another token did not help. */
  readonly #inVain = new LRUCache<string, true>({ max: mostAccepted, ttl: inVainMs });
  /** Of users at APIs, whose body only they can send again: fingerprint of the token that was got for that. */
  readonly #toSendAgain = new LRUCache<string, string>({ max: mostAccepted, ttl: sentAgainMs });
  readonly #peers = new WeakMap<ApiConfig, HttpPeer>();

  constructor(
    private readonly config: AppConfig,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  /**
   * A permit among the user's calls in flight at the API, until it is released.
   * @throws Problem `throttled`
   */
  take({ name }: ApiConfig, { reference }: LiveSession): () => void {
    const holder = { name: `${name} ${reference.userTag}`, kind: 'user', most: mostCallsPerUser } as const;
    const taking = this.#inFlight.tryAcquire([holder], 1);
    if ('exhausted' in taking) {
      throw new Problem('throttled', { retryAfterSeconds });
    }
    return taking.release;
  }

  /** Audits the outcome of a call that may change something, also when it is never made. */
  async audited<T extends { readonly status: number }>(
    { name }: ApiConfig,
    session: LiveSession,
    method: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const record = (outcome: string): void => {
      if (!safeMethods.has(method)) {
        this.audit.record('api_write', { api: name, method, outcome, session });
      }
    };
    try {
      const answer = await work();
      record(outcomeOf(answer.status));
      return answer;
    } catch (error) {
      record(failureOf(error));
      throw error;
    }
  }

  /**
   * With the token; when it is refused, with another one. A refused call has not been carried out, so it may be made again.
   * @throws Problem `api_error`, `api_unavailable`, `api_timeout`, `retry_required`; InteractionRequired, SignInRequired
   */
  async send(exchange: Exchange, first: AccessToken): Promise<ApiAnswer> {
    const { api, session, permissions, body } = exchange;
    let token = first;
    let hasSentClaims = false;
    let hasReplaced = false;
    for (;;) {
      const answer = await this.#attempt(exchange, token);
      const holder = `${api.name} ${session.reference.userTag}`;
      if (answer.status !== 401) {
        this.#noteAccepted(token);
        if (body.kind === 'streamed') {
          this.#toSendAgain.delete(holder);
        }
        return answer;
      }
      answer.relay.cancel();
      const claims = claimsOf(answer.headers['www-authenticate']);
      const isAgain = body.kind === 'streamed' && this.#isSentAgain(holder, token);
      if (claims === undefined) {
        const isInVain = hasReplaced || isAgain;
        if (isInVain) {
          this.#inVain.set(holder, true);
        }
        const wasAccepted = !this.#inVain.has(holder) && this.#accepted.has(fingerprint(token.token.reveal()));
        const other = isInVain
          ? undefined
          : await this.tokens.acquireInsteadOf(session, permissions, token, wasAccepted);
        if (other === undefined) {
          throw new Problem('api_error', { cause: new Error(`the API ${api.name} refuses the user's token`) });
        }
        hasReplaced = true;
        token = other;
      } else {
        if (hasSentClaims || isAgain) {
          throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims });
        }
        hasSentClaims = true;
        token = await this.tokens.acquireWithClaims(session, permissions, claims, token);
      }
      if (body.kind === 'streamed') {
        this.#toSendAgain.set(holder, fingerprint(token.token.reveal()));
        throw new Problem('retry_required');
      }
    }
  }

  /** Whether the refused token is the one that was got for a body to be sent again. Said once: then it begins anew. */
  #isSentAgain(holder: string, { token }: AccessToken): boolean {
    const isAgain = this.#toSendAgain.get(holder) === fingerprint(token.reveal());
    if (isAgain) {
      this.#toSendAgain.delete(holder);
    }
    return isAgain;
  }

  /** A token in memory is recorded once: its fingerprint costs as much as the rest of the bookkeeping. */
  #noteAccepted(token: AccessToken): void {
    if (!this.#noted.has(token)) {
      this.#noted.add(token);
      this.#accepted.set(fingerprint(token.token.reveal()), true);
    }
  }

  /** @throws Problem */
  async #attempt(
    { api, method, path, headers, body, isGone, onCall }: Exchange,
    token: AccessToken,
  ): Promise<ApiAnswer> {
    const start = performance.now();
    const call = this.#transportOf(api).call({
      method,
      path,
      headers: { ...headers, authorization: `Bearer ${token.token.reveal()}`, ...this.#traceHeaders() },
      body,
    });
    onCall(call);
    try {
      const answer = await call.answer;
      this.#note(api, method, answer.status, start);
      return answer;
    } catch (error) {
      const failure = TransportFailure.of(error);
      if (failure.cause instanceof Problem) {
        // The client's body is at fault, and has ended the call.
        throw failure.cause;
      }
      this.#note(api, method, failure.kind, start);
      // A disconnected client is not a failure of the API.
      throw isGone() ? new Problem('request_timeout') : problemOfFailure(failure, method);
    }
  }

  #peerOf(api: ApiConfig): HttpPeer {
    const peer = this.#peers.get(api) ?? httpPeerOf(api.name, api.origin);
    this.#peers.set(api, peer);
    return peer;
  }

  #transportOf(api: ApiConfig): ApiTransport {
    const transport = this.#transports.get(api.name) ?? new ApiTransport(api);
    this.#transports.set(api.name, transport);
    return transport;
  }

  /** Ours, with the trace of the request and a span that is this call (W3C Trace Context). */
  #traceHeaders(): Record<string, string> {
    const traceId = currentTraceId();
    const flags = this.config.otlpEndpoint === undefined ? '00' : '01';
    return traceId === undefined ? {} : { traceparent: `00-${traceId}-${newSpanId()}-${flags}` };
  }

  #note(api: ApiConfig, method: string, status: number | string, start: number): void {
    const seconds = (performance.now() - start) / 1000;
    const labels = httpClientLabels(this.#peerOf(api), method, status);
    this.metrics.time('http_client_request_duration_seconds', labels, seconds);
    this.logger.fact({ api: { name: api.name, method, status: String(status) } }, 'API called');
  }
}

function problemOfFailure(failure: TransportFailure, method: string): Problem {
  switch (failure.kind) {
    case 'timeout':
      return new Problem('api_timeout', { cause: failure });
    case 'too_large':
      return new Problem('api_error', { cause: failure });
    case 'reset':
      // A write may have been carried out: no `Retry-After` invites the client to repeat it.
      return safeMethods.has(method)
        ? Problem.unavailable('api_unavailable', failure)
        : new Problem('api_error', { cause: failure });
    case 'saturated':
    case 'unreachable':
      return Problem.unavailable('api_unavailable', failure);
  }
}
