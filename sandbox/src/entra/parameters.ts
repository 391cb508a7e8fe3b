import type { FastifyRequest } from 'fastify';
import { EntraError } from './entra-error.js';

export type Parameters = Readonly<Record<string, string>>;

function duplicated(name: string): EntraError {
  return new EntraError(
    'invalid_request',
    9000411,
    `The request is not properly formatted. The parameter '${name}' is duplicated.`,
  );
}

/** Reads the parameters, and refuses a request that repeats one. Empty values count as absent. */
export function readParameters(encoded: string): Parameters {
  const read: Record<string, string> = {};
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(encoded)) {
    if (seen.has(name)) {
      throw duplicated(name);
    }
    seen.add(name);
    if (value !== '') {
      read[name] = value;
    }
  }
  return read;
}

export function queryOf(request: FastifyRequest): Parameters {
  const start = request.raw.url?.indexOf('?') ?? -1;
  return start < 0 ? {} : readParameters(request.raw.url?.slice(start + 1) ?? '');
}

/** For matching faults: it never refuses the request. */
export function lenientQueryOf(request: FastifyRequest): Parameters {
  return Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? ''));
}

/** A form body that is not parsed yet: we check it for duplicates ourselves. */
export interface EncodedForm {
  readonly encodedForm: string;
}

function encodedFormOf(request: FastifyRequest): string | undefined {
  const { body } = request;
  return typeof body === 'object' && body !== null && 'encodedForm' in body && typeof body.encodedForm === 'string'
    ? body.encodedForm
    : undefined;
}

export function formOf(request: FastifyRequest): Parameters {
  return readParameters(encodedFormOf(request) ?? '');
}

/** For the request log: it never refuses the request. */
export function lenientFormOf(request: FastifyRequest): Parameters | undefined {
  const encoded = encodedFormOf(request);
  return encoded === undefined ? undefined : Object.fromEntries(new URLSearchParams(encoded));
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

export function headersOf(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

export function segmentOf(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'tenant' in params && typeof params.tenant === 'string'
    ? params.tenant
    : '';
}
