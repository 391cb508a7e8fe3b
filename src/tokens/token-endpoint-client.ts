import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';

import { FetchFailure, readText } from '../entra/index.js';

const timeLimitMs = 10_000;
const maxResponseBytes = 1_048_576;

/** What became of the calls of one operation; MSAL keeps neither the status nor the cause. */
export type EndpointOutcome =
  | { readonly kind: 'not_called' }
  /** Refused by us: the operation was allowed to look at the cache only. */
  | { readonly kind: 'withheld' }
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | undefined }
  /** No usable answer; whether Entra has acted on the request is unknown. */
  | { readonly kind: 'failed'; readonly cause: unknown };

/**
 * MSAL's way to the token endpoint, for one operation: bounded in time and size, no redirect, no retry, so that a code
 * is never sent twice.
 */
export class TokenEndpointClient implements INetworkModule {
  #outcome: EndpointOutcome = { kind: 'not_called' };

  constructor(private readonly mayCall: boolean) {}

  get outcome(): EndpointOutcome {
    return this.#outcome;
  }

  /** Discovery is given to MSAL by configuration; it has nothing to get. */
  sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    return Promise.reject(new Error('MSAL must not fetch metadata by itself'));
  }

  async sendPostRequestAsync<T>(url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    if (!this.mayCall) {
      this.#outcome = { kind: 'withheld' };
      throw new Error('not from the cache');
    }
    try {
      return await this.#post<T>(url, options);
    } catch (error) {
      this.#outcome = { kind: 'failed', cause: error };
      throw error;
    }
  }

  async #post<T>(url: string, { headers = {}, body = '' }: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimitMs),
    });
    const text = response.body === null ? '' : await readText(response.body, maxResponseBytes);
    const answer: unknown = JSON.parse(text);
    if (!isOAuthAnswer(answer, response.status)) {
      throw new FetchFailure(`status ${response.status} without an OAuth answer`);
    }
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.#outcome = {
      kind: 'answered',
      status: response.status,
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
    };
    return { status: response.status, headers: Object.fromEntries(response.headers), body: answer as T };
  }
}

/** MSAL takes an empty success and an error without a name for a token; neither is one (RFC 6749 §5.1, §5.2). */
function isOAuthAnswer(answer: unknown, status: number): boolean {
  if (typeof answer !== 'object' || answer === null || status >= 500) {
    return false;
  }
  const member = status === 200 ? 'access_token' : 'error';
  const value: unknown = (answer as Record<string, unknown>)[member];
  return typeof value === 'string' && value !== '';
}
