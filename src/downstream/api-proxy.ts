import { randomBytes } from 'node:crypto';

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

import { AuditLog, currentTraceId, fingerprint, Logger, Metrics, Problem } from '../common/index.js';
import { AppConfig, type ApiConfig, type Permission } from '../config/index.js';
import { Shares, TransportFailure } from '../http/index.js';
import { InteractionRequired, SessionStore, type LiveSession } from '../session/index.js';
import { AccessTokens, claimsOf, type AccessToken } from '../tokens/index.js';
import { ApiAnswers } from './api-answers.js';
import { ownerOf, placeBelow, targetPath } from './api-path.js';
import { ApiTransport, isEventStream, type ApiAnswer, type ApiCall } from './api-transport.js';
import { headersForApi } from './passed-headers.js';
import { receiveBody, type RequestBody } from './request-body.js';

/** Calls in flight of one user at one API. */
const mostCallsPerUser = 16;
const retryAfterSeconds = 2;

/** Tokens that are remembered as accepted. */
const mostAccepted = 20_000;

const safeMethods = new Set(['GET', 'HEAD']);

/** One request on its way to an API. */
interface Exchange {
  readonly api: ApiConfig;
  readonly session: LiveSession;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly permissions: readonly Permission[];
  readonly body: RequestBody;
  /** Whether nobody waits for the answer any more. */
  readonly isGone: () => boolean;
  /** Called with each call that is made for it. */
  readonly onCall: (call: ApiCall) => void;
}

/**
 * Passes requests below a prefix of `APIS_FILE` on to the API with the user's token for it, and its answers back. Nothing that is
 * not on the lists goes either way, and nothing is carried out twice.
 */
@Injectable()
export class ApiProxy implements OnApplicationShutdown {
  readonly #transports = new Map<string, ApiTransport>();
  readonly #inFlight = new Shares();
  /** Fingerprints of tokens that an API has taken: one that it refuses later can be worth another one at once. */
  readonly #accepted = new LRUCache<string, true>({ max: mostAccepted });

  constructor(
    private readonly config: AppConfig,
    private readonly tokens: AccessTokens,
    private readonly answers: ApiAnswers,
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  /**
   * @throws Problem `api_error`, `api_unavailable`, `api_timeout`, `retry_required`, `invalid_request`, `throttled`,
   *   `payload_too_large`, `method_not_allowed`; InteractionRequired, SignInRequired
   */
  async handle(api: ApiConfig, session: LiveSession, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = this.#pathOf(api, request);
    this.#takePlace(api, session, reply);
    let isUse = true;
    let outcome = 'internal_error';
    try {
      const answer = await this.#exchange(api, session, path, request, reply);
      isUse = !isEventStream(answer.headers);
      outcome = answer.status < 400 ? 'success' : `status_${answer.status}`;
      this.answers.relay(api, session, { ...answer, asked: path.split('?', 1)[0] ?? path }, reply);
    } catch (error) {
      outcome =
        error instanceof Problem ? error.code : error instanceof InteractionRequired ? error.reason.kind : outcome;
      throw error;
    } finally {
      if (isUse) {
        this.#touch(session);
      }
      if (!safeMethods.has(request.method)) {
        const { name } = api;
        this.audit.record('api_write', {
          api: name,
          method: request.method,
          outcome,
          session,
        });
      }
    }
  }

  /** Path and query at the target. */
  #pathOf(api: ApiConfig, { raw, method }: FastifyRequest): string {
    const target = raw.url ?? '';
    const owner = ownerOf(this.config.apis, target.split('?', 1)[0] ?? '');
    if (owner !== undefined && owner !== api) {
      // The router has come here because the API with the longer prefix does not know the method.
      const allowed = owner.methods.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one]));
      if (!allowed.includes(method)) {
        throw new Problem('method_not_allowed', { headers: { allow: [...new Set(allowed)].join(', ') } });
      }
    }
    const place = owner === api ? placeBelow(api, target) : undefined;
    if (place === undefined) {
      throw Problem.invalidRequest([{ path: ['path'], message: 'is not a plain path below the prefix of the API' }]);
    }
    return targetPath(api, place);
  }

  #takePlace({ name }: ApiConfig, { reference }: LiveSession, reply: FastifyReply): void {
    const holder = { name: `${name} ${reference.userTag}`, kind: 'user', most: mostCallsPerUser } as const;
    const taking = this.#inFlight.take([holder], 1);
    if ('exhausted' in taking) {
      throw new Problem('throttled', { retryAfterSeconds });
    }
    if (reply.raw.destroyed) {
      taking.release();
    } else {
      reply.raw.once('close', taking.release);
    }
  }

  async #exchange(
    api: ApiConfig,
    session: LiveSession,
    path: string,
    { raw, method }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<ApiAnswer> {
    let call: ApiCall | undefined;
    reply.raw.once('close', () => {
      call?.abort();
    });
    const permissions = safeMethods.has(method) ? api.permissions : api.writePermissions;
    // Before the body is read: who may not call needs not to send it.
    const token = await this.tokens.acquire(session, permissions);
    const length = raw.headers['content-length'];
    const head = {
      method,
      length: length === undefined ? undefined : Number(length),
      isChunked: raw.headers['transfer-encoding'] !== undefined,
    };
    const body = await receiveBody(raw, head, api.bodyLimitBytes, () => {
      call?.moved();
    });
    const onCall = (made: ApiCall): void => {
      call = made;
      if (reply.raw.destroyed) {
        made.abort();
      }
    };
    const headers = headersForApi(raw.rawHeaders);
    const isGone = (): boolean => reply.raw.destroyed;
    return this.#send({ api, session, method, path, headers, permissions, body, isGone, onCall }, token);
  }

  /** With the token; when it is refused, with another one. A refused call has not been carried out, so it may be made again. */
  async #send(exchange: Exchange, first: AccessToken): Promise<ApiAnswer> {
    const { api, session, permissions, body } = exchange;
    let token = first;
    let hasSentClaims = false;
    let hasReplaced = false;
    for (;;) {
      const answer = await this.#attempt(exchange, token);
      const tokenName = fingerprint(token.token.reveal());
      if (answer.status !== 401) {
        this.#accepted.set(tokenName, true);
        return answer;
      }
      answer.relay.cancel();
      const claims = claimsOf(answer.headers['www-authenticate']);
      if (claims === undefined) {
        const wasAccepted = this.#accepted.has(tokenName);
        const other = hasReplaced
          ? undefined
          : await this.tokens.acquireInsteadOf(session, permissions, token, wasAccepted);
        if (other === undefined) {
          throw new Problem('api_error', { cause: new Error(`the API ${api.name} refuses the user's token`) });
        }
        hasReplaced = true;
        token = other;
      } else {
        if (hasSentClaims) {
          throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims });
        }
        hasSentClaims = true;
        token = await this.tokens.acquireWithClaims(session, permissions, claims, token);
      }
      if (body.kind === 'streamed') {
        throw new Problem('retry_required');
      }
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
      this.#note(api, method, String(answer.status), start);
      return answer;
    } catch (error) {
      const failure = TransportFailure.of(error);
      if (failure.cause instanceof Problem) {
        // What the client sends is at fault, and has ended the call.
        throw failure.cause;
      }
      this.#note(api, method, failure.kind, start);
      // Who has gone is no failure of the API.
      throw isGone() ? new Problem('request_timeout') : problemOfFailure(failure);
    }
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
    return traceId === undefined ? {} : { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` };
  }

  #note({ name }: ApiConfig, method: string, status: string, start: number): void {
    const seconds = (performance.now() - start) / 1000;
    this.metrics.time('bff_api_request_seconds', { api: name, method, status }, seconds);
    this.logger.info({ api: { name, method, status } }, 'API called');
  }

  #touch(session: LiveSession): void {
    this.sessions.touch(session)?.catch((error: unknown) => {
      this.logger.warning({ err: error }, 'use of a session not recorded');
    });
  }
}

function problemOfFailure(failure: TransportFailure): Problem {
  switch (failure.kind) {
    case 'timeout':
      return new Problem('api_timeout', { cause: failure });
    case 'too_large':
      return new Problem('api_error', { cause: failure });
    case 'saturated':
    case 'unreachable':
    case 'reset':
      return Problem.unavailable('api_unavailable', failure);
  }
}
