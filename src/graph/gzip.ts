import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { isAccepted, type BufferedResponse } from './response-handler.js';
import { TransportFailure } from '../http/index.js';

const unzip = promisify(gunzip);

/**
 * The response with its decompressed body, limited in bytes.
 * @throws TransportFailure
 */
export function decoded(answer: BufferedResponse, mostBytes: number): BufferedResponse | Promise<BufferedResponse> {
  const isCompressed = answer.headers['content-encoding']?.toLowerCase() === 'gzip';
  return isCompressed && answer.body.length > 0 && !isAccepted(answer.status) ? unzipped(answer, mostBytes) : answer;
}

async function unzipped(answer: BufferedResponse, mostBytes: number): Promise<BufferedResponse> {
  const { 'content-encoding': _, ...headers } = answer.headers;
  try {
    return { ...answer, headers, body: await unzip(answer.body, { maxOutputLength: mostBytes }) };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new TransportFailure(isTooLarge ? 'too_large' : 'reset', error);
  }
}
