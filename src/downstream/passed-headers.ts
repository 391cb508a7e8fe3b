import type { IncomingHttpHeaders } from 'node:http';

import { isWithheldHeader, type ApiConfig } from '../config/index.js';

/**
 * Of a request: the headers about the wanted representation. Every other header is dropped, above all those that a
 * browser adds by itself.
 */
const outgoing = /^(?:accept(?:-[a-z]+)*|content-(?!length$)[a-z\d-]+|if-[a-z-]+|range|idempotency-key)$/;

/** Of a response, besides `answerHeaders`. */
const usual = /^(?:content-[a-z\d-]+|etag|last-modified|accept-ranges|retry-after)$/;

/** The request headers that the API gets; `raw` as Node lists them, alternating names and values. */
export function headersForApi(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  const ofConnection: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    if (name === 'connection') {
      ofConnection.push(...namesIn(value));
    } else if (outgoing.test(name)) {
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
    }
  }
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)));
}

/** The headers that concern this connection only, as a `Connection` header names them (RFC 9110 §7.6.1). */
function namesIn(connection: string): string[] {
  return connection.split(',').map((name) => name.trim().toLowerCase());
}

export interface ApiHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** The response headers that the client gets; a `Location` is not among them. */
export function headersForReader(
  { answerHeaders }: Pick<ApiConfig, 'answerHeaders'>,
  head: ApiHead,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const ofConnection = namesIn(textOf(head.headers.connection));
  for (const name of Object.keys(head.headers)) {
    const value = head.headers[name];
    const isPassed = value !== undefined && (usual.test(name) || answerHeaders.includes(name));
    const isWithheld = isWithheldHeader(name) || name === 'content-location' || ofConnection.includes(name);
    if (isPassed && !isWithheld) {
      headers[name] = textOf(value);
    }
  }
  if (head.status === 204) {
    delete headers['content-length'];
  }
  return Object.assign(headers, cachingOf(head.headers));
}

/** The first value where only one is permitted. */
export function singleHeader(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

/** A directive, which may have a list of headers in quotes. */
const directive = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;

/** Shared caches must not store it; the response is one user's, and the cookie identifies the user. */
function cachingOf({ 'cache-control': given, vary }: IncomingHttpHeaders): Record<string, string> {
  const directives = (textOf(given).match(directive) ?? [])
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/^(?:public|private|s-maxage|proxy-revalidate)\b/i.test(text));
  if (directives.length === 0 && given === undefined) {
    return {};
  }
  const named = textOf(vary)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w*-]+$/.test(name) && name.toLowerCase() !== 'cookie');
  return { 'cache-control': ['private', ...directives].join(', '), vary: ['Cookie', ...named].join(', ') };
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).join(', ');
}
