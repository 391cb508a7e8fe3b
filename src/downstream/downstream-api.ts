import { Injectable } from '@nestjs/common';

import { Problem } from '../common/index.js';
import { AppConfig, type ApiConfig } from '../config/index.js';
import { TransportFailure } from '../http/index.js';
import type { LiveSession } from '../session/index.js';
import { AccessTokens } from '../tokens/index.js';
import { placeBelow, targetPath } from './api-path.js';
import { ApiCalls, safeMethods, type Exchange } from './api-calls.js';
import { isEventStream, type ApiAnswer, type ApiCall } from './api-transport.js';
import { DownstreamAnswer } from './downstream-answer.js';
import type { RequestBody } from './request-body.js';

/** A response that code reads is buffered, and must be finite. */
const mostAnswerBytes = 8_388_608;
const longestAnswerMs = 60_000;

export interface DownstreamRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the target of the API, with its query: `/orders/5?lines=all`. Default: the target itself. */
  readonly path?: string;
  /** Besides `Authorization`, which is the user's token, and `content-type` of `json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A value that is sent as JSON. */
  readonly json?: unknown;
  /** Instead of `json`: raw bytes; name their type in `headers`. */
  readonly body?: Buffer;
  /** Ends the call when no caller waits for it any more. */
  readonly signal?: AbortSignal;
}

/**
 * Calls an API of `APIS_FILE` as the signed-in user, for an application's own controllers: with the same token,
 * refresh, consent prompt and metrics as the relayed calls of the service.
 */
@Injectable()
export class DownstreamApi {
  constructor(
    private readonly config: AppConfig,
    private readonly tokens: AccessTokens,
    private readonly calls: ApiCalls,
  ) {}

  /**
   * The answer of the API `name`, also when it is a refusal (4xx); a redirect is not followed.
   * @throws Problem `api_error` (a 5xx, a stream of events, more than 8 MB, a token that is refused twice, a connection
   *   that broke during a write, which may have been carried out), `api_unavailable`, `api_timeout`;
   *   `throttled` when the user has 16 calls in flight at the API; `invalid_request` for a path that could lead out of the target
   * @throws InteractionRequired, SignInRequired: answered with the prompt that the SPA acts on
   * @throws RangeError when no API has the name
   */
  async call(session: LiveSession, name: string, request: DownstreamRequest = {}): Promise<DownstreamAnswer> {
    const api = this.#named(name);
    const method = request.method ?? 'GET';
    const permissions = safeMethods.has(method) ? api.permissions : api.writePermissions;
    const path = pathAt(api, request.path ?? '');
    const release = this.calls.take(api, session);
    try {
      const exchange = { api, session, method, path, permissions, headers: headersOf(request), body: bodyOf(request) };
      return await this.calls.audited(api, session, method, () => this.#answer(exchange, request.signal));
    } finally {
      release();
    }
  }

  async #answer(exchange: Omit<Exchange, 'isGone' | 'onCall'>, signal?: AbortSignal): Promise<DownstreamAnswer> {
    const { api, session, permissions } = exchange;
    const token = await this.tokens.acquire(session, permissions);
    let call: ApiCall | undefined;
    const abort = (): void => {
      call?.abort();
    };
    signal?.addEventListener('abort', abort);
    const onCall = (made: ApiCall): void => {
      call = made;
      if (signal?.aborted === true) {
        abort();
      }
    };
    try {
      const isGone = (): boolean => signal?.aborted === true;
      return await collected(api, await this.calls.send({ ...exchange, isGone, onCall }, token));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #named(name: string): ApiConfig {
    const api = this.config.apis.find((each) => each.name === name);
    if (api === undefined) {
      throw new RangeError(`APIS_FILE has no API ${name}`);
    }
    return api;
  }
}

function pathAt(api: ApiConfig, path: string): string {
  const place = placeBelow({ prefix: '' }, path);
  if (place === undefined) {
    throw Problem.invalidRequest([{ path: ['path'], message: 'is not a plain path below the target of the API' }]);
  }
  return targetPath(api, place);
}

function headersOf({ headers = {}, json }: DownstreamRequest): Record<string, string> {
  const given = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'authorization');
  return Object.fromEntries([...(json === undefined ? [] : [['content-type', 'application/json'] as const]), ...given]);
}

function bodyOf({ json, body }: DownstreamRequest): RequestBody {
  if (json !== undefined) {
    return { kind: 'whole', bytes: Buffer.from(JSON.stringify(json)) };
  }
  return body === undefined ? { kind: 'none' } : { kind: 'whole', bytes: body };
}

async function collected({ name }: ApiConfig, { status, headers, relay }: ApiAnswer): Promise<DownstreamAnswer> {
  if (status >= 500 || isEventStream(headers)) {
    relay.cancel();
    throw new Problem('api_error', { cause: new Error(`the API ${name} answered ${status} with what can't be read`) });
  }
  const timer = setTimeout(() => {
    relay.cancel('timeout');
  }, longestAnswerMs);
  try {
    return new DownstreamAnswer(status, headers, await relay.collect(mostAnswerBytes));
  } catch (error) {
    const failure = TransportFailure.of(error);
    throw new Problem(failure.kind === 'timeout' ? 'api_timeout' : 'api_error', { cause: failure });
  } finally {
    clearTimeout(timer);
  }
}
