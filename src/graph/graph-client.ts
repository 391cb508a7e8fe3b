import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Clock, httpClientLabels, httpPeerOf, type HttpPeer, Logger, Metrics } from '../common/index.js';
import type { Permission } from '../config/index.js';
import { TransportFailure, type ResponseRelay } from '../http/index.js';
import { InteractionRequired, type LiveSession } from '../session/index.js';
import { AccessTokens, type AccessToken } from '../tokens/index.js';
import { accessDenied } from './access-denied.js';
import { isAccepted, isSuccess, type BufferedResponse } from './response-handler.js';
import { clientRequestId } from './client-request-id.js';
import { DownloadLanes } from './download-lanes.js';
import { openWithPermit } from './download-permits.js';
import { GraphAddress } from './graph-address.js';
import type { GraphCall } from './graph-call.js';
import { GraphProblem } from './graph-problem.js';
import { isBlank, parsedJson } from './json-body.js';
import { errorCodeOf, refusalOfAnswer, refusalOfFailure, type Refusal, type TokenRefusal } from './graph-refusal.js';
import { GraphTransport, type OpenResponse, type TransportRequest } from './graph-transport.js';
import { MailboxLimiter } from './mailbox-limiter.js';

export interface GraphStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: ResponseRelay;
}

/** Of one attempt, for the log. */
type Outcome =
  | { readonly status: number; readonly code: string | undefined; readonly requestId: string | undefined }
  | { readonly failure: string; readonly err: unknown };
type Exchange<A extends OpenResponse> = (request: TransportRequest) => Promise<A>;
type Attempt<A> = { readonly kind: 'success'; readonly answer: A } | Refusal;

/** A longer wait is for the client. */
const longestPauseMs = 2_000;
/** A call that failed late is not retried: its caller has waited long enough. */
const retryWithinMs = 10_000;

/** In its first seconds Exchange changes an item many times by itself. */
const mostConflicts = 3;
const conflictPauseMs = 150;

/**
 * Microsoft Graph on behalf of a session's user: token, limits, one retry for GET, some after conflicts, and errors as
 * problems.
 */
@Injectable()
export class GraphClient {
  readonly #peer: HttpPeer;

  constructor(
    private readonly transport: GraphTransport,
    private readonly address: GraphAddress,
    private readonly tokens: AccessTokens,
    private readonly limiter: MailboxLimiter,
    private readonly downloads: DownloadLanes,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.#peer = httpPeerOf('graph', address.origin);
  }

  /** The body of a success, as Graph wrote it. */
  bytes(session: LiveSession, call: GraphCall): Promise<Buffer> {
    return this.#buffered(session, call).then(({ body }) => body);
  }

  /** The JSON of a success; undefined when it has no body, or an empty one: an accepted or deleted item is done. */
  async json(session: LiveSession, call: GraphCall): Promise<unknown> {
    const { status, body } = await this.#buffered(session, call);
    if (isAccepted(status) || call.method === 'DELETE' || isBlank(body)) {
      return undefined;
    }
    try {
      return parsedJson(body);
    } catch {
      // The parser's own error would quote the mail in the log.
      const cause = new SyntaxError('the answer is not JSON');
      throw new GraphProblem('graph_error', { cause, isOutcomeUnknown: call.method !== 'GET' });
    }
  }

  /**
   * A success with a streamed body. Its permits, of downloads and of the mailbox, are held until Graph has sent all of
   * it.
   */
  async stream(session: LiveSession, call: GraphCall): Promise<GraphStream> {
    const answer = await openWithPermit(this.downloads, session.user.id, call.expects ?? 'large', async () => {
      const streamed = await this.#run(session, call, (request) => this.transport.open(request));
      if (!('stream' in streamed)) {
        throw new TypeError('a success without its stream');
      }
      return streamed;
    });
    return { status: answer.status, headers: answer.headers, body: answer.stream };
  }

  /**
   * Another token after a part of a batch was refused with the current one; undefined when there is none.
   * @throws InteractionRequired when only the user can satisfy the claims.
   */
  async renewedToken(
    session: LiveSession,
    permissions: readonly Permission[],
    refusal: TokenRefusal,
  ): Promise<AccessToken | undefined> {
    const rejected = await this.tokens.acquire(session, permissions);
    return refusal.kind === 'claims_challenge'
      ? this.tokens.acquireWithClaims(session, permissions, refusal.claims, rejected)
      : this.tokens.acquireInsteadOf(session, permissions, rejected);
  }

  /** For work that Graph delegates to another address, as upload sessions do; it counts as a request of the mailbox. */
  async withinLimit<T>(session: LiveSession, work: () => Promise<T>): Promise<T> {
    const release = await this.limiter.acquire(session.user.id);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #buffered(session: LiveSession, call: GraphCall): Promise<BufferedResponse> {
    return this.#run(session, call, (request) => this.transport.exchange(request));
  }

  async #run<A extends OpenResponse>(session: LiveSession, call: GraphCall, exchange: Exchange<A>): Promise<A> {
    let token = call.token ?? (await this.tokens.acquire(session, call.permissions));
    const retryUntil = this.clock.now() + retryWithinMs;
    const isSend = call.permissions.includes('mail.send');
    let mayRetry = call.method === 'GET';
    let mayRepeatThrottled = !isSend;
    let conflicts = 0;
    let mayAskWithClaims = true;
    let mayReplaceToken = true;
    for (;;) {
      const attempt = await this.#attempt(session, call, token, exchange);
      switch (attempt.kind) {
        case 'success':
          return attempt.answer;
        case 'final':
          throw attempt.problem;
        case 'access_denied':
          throw accessDenied(session, call, token);
        case 'claims_challenge':
          if (!mayAskWithClaims) {
            throw new InteractionRequired(session, {
              kind: 'step_up_required',
              permissions: call.permissions,
              claims: attempt.claims,
            });
          }
          mayAskWithClaims = false;
          token = await this.tokens.acquireWithClaims(session, call.permissions, attempt.claims, token);
          break;
        case 'token_rejected': {
          const other = mayReplaceToken
            ? await this.tokens.acquireInsteadOf(session, call.permissions, token)
            : undefined;
          if (other === undefined) {
            // Signing in again would have the same result: the mailbox, the registration or the clock is wrong.
            throw attempt.saysNothing && (await this.#isMailboxMissing(session, call, token))
              ? new GraphProblem('mailbox_unavailable')
              : attempt.problem;
          }
          mayReplaceToken = false;
          token = other;
          break;
        }
        case 'conflict':
          if (isSend || conflicts >= mostConflicts) {
            throw attempt.problem;
          }
          await pause(conflictPauseMs * 2 ** conflicts++);
          break;
        case 'transient':
          if (
            !(mayRetry || (mayRepeatThrottled && attempt.mayRepeatWrite === true)) ||
            attempt.retryAfterMs > longestPauseMs ||
            this.clock.now() > retryUntil
          ) {
            throw attempt.problem;
          }
          mayRetry = false;
          mayRepeatThrottled = false;
          await pause(attempt.retryAfterMs);
      }
    }
  }

  /**
   * Exchange may blame the token of guests and of users without a licence, whom Graph's directory knows
   * (test/real-answers, `graph-401-unknown`): a token that `/me` accepts is valid.
   */
  async #isMailboxMissing(session: LiveSession, call: GraphCall, token: AccessToken): Promise<boolean> {
    if (call.isOutsideMailbox === true) {
      return false;
    }
    const probe = {
      operation: 'probe token',
      permissions: call.permissions,
      method: 'GET',
      path: '/me?$select=id',
    } as const;
    const { kind } = await this.#attempt(session, probe, token, (request) => this.transport.exchange(request));
    return kind === 'success' || kind === 'access_denied';
  }

  async #attempt<A extends OpenResponse>(
    session: LiveSession,
    call: GraphCall,
    token: AccessToken,
    exchange: Exchange<A>,
  ): Promise<Attempt<A>> {
    const { id } = session.user;
    // Before the permit, which a path that is refused would hold for ever.
    const request = this.#requestOf(call, token);
    const release = this.limiter.tryAcquire(id, call.permits) ?? (await this.limiter.acquire(id, call.permits));
    const start = performance.now();
    try {
      const answer = await exchange(request);
      const { status, headers } = answer;
      this.#time(call, status, start);
      const code = 'body' in answer && !isSuccess(status) ? errorCodeOf(answer.body) : undefined;
      this.#log(call, request, { status, code, requestId: textOf(headers['request-id']) });
      if ('stream' in answer) {
        answer.stream.onClose(release);
      } else {
        release();
      }
      return isSuccess(status)
        ? { kind: 'success', answer }
        : refusalOfAnswer(
            {
              status,
              headers,
              code,
              method: call.method,
              refusedAs: call.refusedAs,
              refusedInput: call.refusedInput,
              isEmpty: 'body' in answer && answer.body.length === 0,
            },
            this.clock.now(),
          );
    } catch (error) {
      release();
      if (!(error instanceof TransportFailure)) {
        throw error;
      }
      this.#time(call, error.kind, start);
      this.#log(call, request, { failure: error.kind, err: error.cause });
      return refusalOfFailure(error);
    }
  }

  #requestOf({ method, path, body, prefer }: GraphCall, token: AccessToken): TransportRequest {
    const headers: Record<string, string> = {
      authorization: `Bearer ${token.token.reveal()}`,
      accept: 'application/json',
      prefer: prefer === undefined ? 'IdType="ImmutableId"' : `IdType="ImmutableId", ${prefer}`,
      'client-request-id': clientRequestId(),
    };
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
    }
    return {
      method,
      path: this.address.resolve(path),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  }

  #time({ method }: GraphCall, outcome: number | string, start: number): void {
    const labels = httpClientLabels(this.#peer, method, outcome);
    this.metrics.time('http_client_request_duration_seconds', labels, (performance.now() - start) / 1000);
  }

  #log({ operation, method }: GraphCall, { headers }: TransportRequest, outcome: Outcome): void {
    const call = { operation, method, clientRequestId: headers['client-request-id'] };
    if ('status' in outcome && isSuccess(outcome.status)) {
      this.logger.fact({ graph: { ...call, ...outcome } }, 'graph answered');
    } else {
      this.logger.warning({ graph: { ...call, ...outcome } }, 'graph refused');
    }
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
