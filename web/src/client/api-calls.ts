import type { Client } from 'openapi-fetch';
import type { ClientPaths } from './client-paths.js';

/** The methods of the API, typed by its description. */
export type ApiCalls = Pick<Client<ClientPaths>, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>;

export interface Parameters {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, string>>;
}

interface CallInit extends Omit<RequestInit, 'body'> {
  readonly params?: Parameters;
  readonly body?: unknown;
}

export interface ApiCallsOptions extends RequestInit {
  readonly baseUrl: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Fewer than an hour of the mail page produces, and no large ones (in characters): large responses are read once. */
const maxCached = 64;
const maxCachedCharacters = 100_000;

interface CachedResponse {
  readonly tag: string;
  readonly data: unknown;
}

/**
 * JSON calls of the documented paths. The types and the result format are openapi-fetch's. Its code, with middleware and serialisers for
 * other media types, would be a quarter of this client (docs/adr/0062). A cached response with an ETag is requested again with that
 * ETag; for 304 the caller gets the cached data.
 */
export function createApiCalls({ baseUrl, fetch, headers: common, ...defaults }: ApiCallsOptions): ApiCalls {
  const cache = new Map<string, CachedResponse>();
  const call =
    (method: string) =>
    async (template: string, { params = {}, body, ...init }: CallInit = {}) => {
      const headers = new Headers({ ...common, ...params.header });
      if (body !== undefined) {
        headers.set('Content-Type', 'application/json');
      }
      const url = baseUrl + pathOf(template, params);
      const known = method === 'GET' ? cache.get(url) : undefined;
      if (known) {
        headers.set('If-None-Match', known.tag);
      }
      const response = await fetch(
        new Request(url, { ...defaults, ...init, body: JSON.stringify(body), method, headers }),
      );
      if (response.status === 304) {
        return { data: known?.data, response };
      }
      const text = await response.text();
      // The session has ended and the next one may be another user's; or the cache is full.
      if (response.status === 401 || cache.size > maxCached) {
        cache.clear();
      }
      if (!response.ok) {
        return { error: parsed(text), response };
      }
      const data = text === '' ? undefined : (JSON.parse(text) as unknown);
      cache.delete(url);
      const tag = response.headers.get('ETag');
      if (tag && text.length < maxCachedCharacters) {
        cache.set(url, { tag, data });
      }
      return { data, response };
    };
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as ApiCalls;
}

/** Percent-encodes the parameters. A list repeats its name; undefined values are omitted. */
export function pathOf(template: string, { path = {}, query = {} }: Parameters): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encode(path[name]));
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((one) => one !== undefined && one !== null).map((one) => `${encode(name)}=${encode(one)}`);
  });
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

function encode(value: unknown): string {
  return encodeURIComponent(value as string | number | boolean);
}

/** A proxy may respond with an HTML page. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
