import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Logger, Problem } from '../common/index.js';
import { AppConfig, type ApiConfig } from '../config/index.js';
import { onceAnswered } from '../http/index.js';
import { SessionStore, type LiveSession } from '../session/index.js';
import { AccessTokens } from '../tokens/index.js';
import { ApiAnswers } from './api-answers.js';
import { ApiCalls, safeMethods } from './api-calls.js';
import { ownerOf, placeBelow, targetPath } from './api-path.js';
import { isEventStream, type ApiAnswer, type ApiCall } from './api-transport.js';
import { headersForApi } from './passed-headers.js';
import { receiveBody } from './request-body.js';

/**
 * Relays requests below a prefix of `APIS_FILE` to the API with the user's token for it, and its responses back. Only
 * listed headers pass in either direction, and nothing is executed twice.
 */
@Injectable()
export class ApiProxy {
  constructor(
    private readonly config: AppConfig,
    private readonly tokens: AccessTokens,
    private readonly calls: ApiCalls,
    private readonly answers: ApiAnswers,
    private readonly sessions: SessionStore,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws Problem `api_error`, `api_unavailable`, `api_timeout`, `retry_required`, `invalid_request`, `throttled`,
   *   `payload_too_large`, `method_not_allowed`; InteractionRequired, SignInRequired
   */
  async handle(api: ApiConfig, session: LiveSession, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = this.#pathOf(api, request);
    onceAnswered(request, reply, this.calls.take(api, session));
    // Without a response, a page that asks for a stream again and again is no use of the session either.
    let isOfEvents = asksForEvents(request);
    try {
      await this.calls.audited(api, session, request.method, async () => {
        const answer = await this.#exchange(api, session, path, request, reply);
        isOfEvents = isEventStream(answer.headers);
        this.answers.relay(api, session, { ...answer, asked: path.split('?', 1)[0] ?? path }, reply);
        return answer;
      });
    } finally {
      if (!isOfEvents) {
        this.#touch(session);
      }
    }
  }

  /** Path and query at the target. */
  #pathOf(api: ApiConfig, { raw, method }: FastifyRequest): string {
    const target = raw.url ?? '';
    const owner = ownerOf(this.config.apis, target.split('?', 1)[0] ?? '');
    if (owner !== undefined && owner !== api) {
      // The router has chosen this API because the one with the longer prefix does not support the method.
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

  async #exchange(
    api: ApiConfig,
    session: LiveSession,
    path: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<ApiAnswer> {
    const { raw, method } = request;
    let call: ApiCall | undefined;
    let isGone = false;
    onceAnswered(request, reply, () => {
      isGone = true;
      call?.abort();
    });
    const permissions = safeMethods.has(method) ? api.permissions : api.writePermissions;
    // Before the body is read: a client without permission need not send it.
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
      if (isGone) {
        made.abort();
      }
    };
    const headers = headersForApi(raw.rawHeaders);
    return this.calls.send(
      { api, session, method, path, headers, permissions, body, isGone: () => isGone, onCall },
      token,
    );
  }

  #touch(session: LiveSession): void {
    this.sessions.touch(session)?.catch((error: unknown) => {
      this.logger.warning({ err: error }, 'use of a session not recorded');
    });
  }
}

function asksForEvents({ headers: { accept = '' } }: FastifyRequest): boolean {
  return /\btext\/event-stream\b/i.test(accept);
}
