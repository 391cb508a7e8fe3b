import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import type { Reaction } from './pipeline.js';

type Answer = Extract<Reaction, { kind: 'answer' }>;

function asksForGzip(acceptEncoding: string | string[] | undefined): boolean {
  return String(acceptEncoding ?? '')
    .split(',')
    .some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}

/** Graph compresses JSON, including refusals, for clients that request it. It sends files unchanged. */
export function compressed(
  { headers, payload }: Answer,
  acceptEncoding: string | string[] | undefined,
): Pick<Answer, 'headers' | 'payload'> {
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  const isEmpty = payload === undefined || (!(payload instanceof Readable) && payload.length === 0);
  if (!isJson || isEmpty || headers['content-encoding'] !== undefined || !asksForGzip(acceptEncoding)) {
    return { headers, payload };
  }
  const { 'content-length': _plain, ...rest } = headers;
  return {
    headers: { ...rest, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    payload: payload instanceof Readable ? payload.pipe(createGzip()) : gzipSync(payload),
  };
}
