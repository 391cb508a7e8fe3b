import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { request, type Dispatcher } from 'undici';

import { httpClientLabels, httpPeerOf, retryAfterSeconds, type Metrics } from '../common/index.js';
import { entraRefusalOf, FetchFailure, readText, type EntraRefusal } from '../entra/index.js';
import { foreignMemberIn, withOwner, type ExpectedOwner } from './token-identity.js';

const timeLimitMs = 10_000;
const maxResponseBytes = 1_048_576;
/** MSAL uses a token until five minutes before its end. */
const unknownLifetimeSeconds = 900;

/** The outcome of the calls of one operation; MSAL keeps neither the status nor the cause. */
export type EndpointOutcome =
  | { readonly kind: 'not_called' }
  /** Refused by us: the operation was permitted to read the cache only. */
  | { readonly kind: 'withheld' }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfterSeconds: number | undefined;
      /** Of any status but 200. MSAL keeps one number of several, and no ids. */
      readonly refusal: EntraRefusal | undefined;
    }
  /** Tokens of another user: refused before MSAL saw them. `member` is the one that names the other user. */
  | { readonly kind: 'stranger'; readonly member: string }
  /** No usable response; whether Entra has acted on the request is unknown. */
  | { readonly kind: 'failed'; readonly cause: unknown; readonly retryAfterSeconds: number | undefined };

/**
 * MSAL's access to the token endpoint, for one operation: bounded in time and size, no redirect, no retry, so that a
 * code is never sent twice. Not by `fetch`, which is a sixth of the cost of a sign-in.
 */
export class TokenEndpointClient implements INetworkModule {
  #outcome: EndpointOutcome = { kind: 'not_called' };

  constructor(
    private readonly mayCall: boolean,
    private readonly metrics: Metrics,
    /** The expected user of the tokens; unknown at sign-in. */
    private readonly owner?: ExpectedOwner,
  ) {}

  get outcome(): EndpointOutcome {
    return this.#outcome;
  }

  /** Discovery is passed to MSAL by configuration; it has nothing to request. */
  sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    return Promise.reject(new Error('MSAL must not fetch metadata by itself'));
  }

  async sendPostRequestAsync<T>(url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    if (!this.mayCall) {
      this.#outcome = { kind: 'withheld' };
      throw new Error('not from the cache');
    }
    const start = performance.now();
    let response: Dispatcher.ResponseData | undefined;
    try {
      response = await request(url, {
        method: 'POST',
        headers: options.headers ?? {},
        body: options.body ?? '',
        signal: AbortSignal.timeout(timeLimitMs),
      });
      return await this.#read<T>(response);
    } catch (error) {
      if (this.#outcome.kind !== 'stranger') {
        this.#outcome = { kind: 'failed', cause: error, retryAfterSeconds: response && retryAfterOf(response) };
      }
      throw error;
    } finally {
      const labels = httpClientLabels(httpPeerOf('entra', url), 'POST', response?.statusCode ?? 'no_answer');
      this.metrics.time('http_client_request_duration_seconds', labels, (performance.now() - start) / 1000);
    }
  }

  async #read<T>(response: Dispatcher.ResponseData): Promise<NetworkResponse<T>> {
    const { statusCode: status, headers, body } = response;
    const given = parse(await readText(body, maxResponseBytes));
    if (!isOAuthAnswer(given, status)) {
      throw new FetchFailure(`status ${status} without an OAuth answer`);
    }
    const answer = status === 200 ? withLifetime(this.#checked(given)) : given;
    const refusal = status === 200 ? undefined : entraRefusalOf(answer);
    this.#outcome = { kind: 'answered', status, retryAfterSeconds: retryAfterOf(response), refusal };
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return { status, headers: Object.fromEntries(texts) as Record<string, string>, body: answer as T };
  }

  /** Tokens of the expected user; MSAL would accept anybody's. */
  #checked(answer: object): object {
    if (this.owner === undefined) {
      return answer;
    }
    const member = foreignMemberIn(answer, this.owner);
    if (member !== undefined) {
      this.#outcome = { kind: 'stranger', member };
      throw new FetchFailure('the answer is about another user');
    }
    const owned = withOwner(answer, this.owner);
    if (owned === undefined) {
      throw new FetchFailure('the answer does not say whose tokens it brings');
    }
    return owned;
  }
}

/** The parser's own error would quote the answer in the log. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * `expires_in` is only recommended (RFC 6749 §5.1); without it MSAL would treat the token as expired, and ask at each
 * call.
 */
function withLifetime(answer: object): object {
  const seconds: unknown = (answer as { readonly expires_in?: unknown }).expires_in;
  return Number.isFinite(Number(seconds ?? undefined)) ? answer : { ...answer, expires_in: unknownLifetimeSeconds };
}

/** MSAL treats an empty success and an error without a name as a token; neither is one (RFC 6749 §5.1, §5.2). */
function isOAuthAnswer(answer: unknown, status: number): answer is object {
  if (typeof answer !== 'object' || answer === null || status >= 500) {
    return false;
  }
  const member = status === 200 ? 'access_token' : 'error';
  const value: unknown = (answer as Record<string, unknown>)[member];
  return typeof value === 'string' && value !== '';
}

function retryAfterOf({ headers }: Dispatcher.ResponseData): number | undefined {
  const [value] = [headers['retry-after'] ?? []].flat();
  return retryAfterSeconds(value, Date.now()) || undefined;
}
