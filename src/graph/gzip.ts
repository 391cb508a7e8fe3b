import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { isAccepted, type WholeAnswer } from './answer-handler.js';
import { TransportFailure } from '../http/index.js';

const unzip = promisify(gunzip);

/**
 * The answer with its body as it was before it was compressed, in at most so many bytes.
 * @throws TransportFailure
 */
export async function decoded(answer: WholeAnswer, mostBytes: number): Promise<WholeAnswer> {
  const { 'content-encoding': coding, ...headers } = answer.headers;
  if (coding?.toLowerCase() !== 'gzip' || answer.body.length === 0 || isAccepted(answer.status)) {
    return answer;
  }
  try {
    return { ...answer, headers, body: await unzip(answer.body, { maxOutputLength: mostBytes }) };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new TransportFailure(isTooLarge ? 'too_large' : 'reset', error);
  }
}
