import { Readable } from 'node:stream';

/** All bytes of a body; none when there is no body. */
export async function bytesOf(body: unknown): Promise<Buffer> {
  if (!(body instanceof Readable)) {
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}
