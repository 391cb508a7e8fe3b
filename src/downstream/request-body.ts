import { PassThrough, type Readable } from 'node:stream';

import { Problem } from '../common/index.js';

/** Up to it a body is buffered, to be sent once more when the API requires another token. */
export const heldBytes = 65_536;

export type RequestBody =
  | { readonly kind: 'none' }
  /** The complete body, to be sent as often as needed. */
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** As it arrives, once. `length` as the client has stated it. */
  | { readonly kind: 'streamed'; readonly stream: Readable; readonly length: number | undefined };

export interface BodyHead {
  readonly method: string;
  /** The client's `content-length`. */
  readonly length: number | undefined;
  readonly isChunked: boolean;
}

/**
 * The body of a request, whole when it is short. `onBytes` is called whenever more of a long one has come.
 * @throws Problem `payload_too_large`, also in the middle: then the stream fails with it
 */
export async function receiveBody(
  source: Readable,
  { method, length, isChunked }: BodyHead,
  limitBytes: number,
  onBytes: () => void,
): Promise<RequestBody> {
  if (method === 'GET' || method === 'HEAD' || (!isChunked && (length ?? 0) === 0)) {
    return { kind: 'none' };
  }
  if (length !== undefined && length > limitBytes) {
    throw tooLarge();
  }
  const isLong = length !== undefined && length > heldBytes;
  const first = isLong ? { chunks: [], isWhole: false } : await firstOf(source, Math.min(heldBytes, limitBytes));
  if (first.isWhole) {
    return { kind: 'whole', bytes: Buffer.concat(first.chunks) };
  }
  if (sizeOf(first.chunks) > limitBytes) {
    throw tooLarge();
  }
  return { kind: 'streamed', stream: streamed(source, first.chunks, limitBytes, onBytes), length };
}

function tooLarge(): Problem {
  // The rest is not read, so the connection is not usable any more.
  return new Problem('payload_too_large', { headers: { connection: 'close' } });
}

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((bytes, chunk) => bytes + chunk.length, 0);
}

interface Beginning {
  readonly chunks: readonly Buffer[];
  readonly isWhole: boolean;
}

/** Reads until the end, or until there is more than `most`; then the source waits. */
function firstOf(source: Readable, most: number): Promise<Beginning> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      source.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) {
        stop();
        source.pause();
        resolve({ chunks, isWhole: false });
      }
    };
    const onEnd = (): void => {
      stop();
      resolve({ chunks, isWhole: true });
    };
    const onBroken = (): void => {
      stop();
      reject(new Problem('request_timeout'));
    };
    source.on('data', onData).once('end', onEnd).once('error', onBroken).once('close', onBroken);
  });
}

/**
 * The received and the remaining part, at the pace of its reader. It is a separate stream, because its reader may
 * destroy it, and the client's connection must live to get its response.
 */
function streamed(source: Readable, first: readonly Buffer[], limitBytes: number, onBytes: () => void): Readable {
  const stream = new PassThrough();
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    onBytes();
    if (bytes > limitBytes) {
      stream.destroy(tooLarge());
    } else if (!stream.write(chunk)) {
      source.pause();
    }
  };
  const onEnd = (): void => {
    stream.end();
  };
  const onBroken = (): void => {
    if (!source.readableEnded) {
      stream.destroy(new Error('the client has gone'));
    }
  };
  stream
    .on('drain', () => {
      onBytes();
      source.resume();
    })
    .on('error', () => undefined)
    .once('close', () => {
      source.off('data', onData).off('end', onEnd).off('close', onBroken);
      source.resume();
    });
  first.forEach(onData);
  source.on('data', onData).once('end', onEnd).once('close', onBroken);
  if (!stream.writableNeedDrain) {
    source.resume();
  }
  return stream;
}
