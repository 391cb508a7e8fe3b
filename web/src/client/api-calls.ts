import type { Client } from 'openapi-fetch';
import type { ClientPaths } from './client-paths.js';
import { KeptAnswers } from './kept-answers.js';

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

/**
 * JSON calls of the described paths. The types are openapi-fetch's, and so is the shape of an answer; its code, middleware
 * and serialisers for other media types, would be a quarter of this client (docs/adr/0062). What the service has tagged is asked for with
 * the tag the next time, and 304 is answered with what is known.
 */
export function createApiCalls({ baseUrl, fetch, headers: common, ...defaults }: ApiCallsOptions): ApiCalls {
  const answers = new KeptAnswers();
  const call =
    (method: string) =>
    async (template: string, { params = {}, body, ...init }: CallInit = {}) => {
      const headers = new Headers({ ...common, ...params.header });
      if (body !== undefined) headers.set('Content-Type', 'application/json');
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const url = baseUrl + pathOf(template, params);
      const known = method === 'GET' ? answers.get(url) : undefined;
      if (known !== undefined) headers.set('If-None-Match', known.tag);
      const response = await fetch(new Request(url, { ...defaults, ...init, ...content, method, headers }));
      if (known !== undefined && response.status === 304) return { data: known.data, response };
      const text = await response.text();
      if (response.status === 401 || template === '/auth/logout') answers.forget();
      if (!response.ok) return { error: parsed(text), response };
      const data = text === '' ? undefined : (JSON.parse(text) as unknown);
      if (method === 'GET') answers.keep(url, response.headers.get('ETag'), data, text.length);
      return { data, response };
    };
  const calls = {
    GET: call('GET'),
    POST: call('POST'),
    PUT: call('PUT'),
    PATCH: call('PATCH'),
    DELETE: call('DELETE'),
  };
  return calls as unknown as ApiCalls;
}

/** Parameters are percent-encoded; a list is its name, repeated; what is undefined is left out. */
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

/** A proxy in between answers with a page. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
