import { Readable } from 'node:stream';

import fc from 'fast-check';

import { ChunkSource } from './chunk-source.js';

async function chunksOf(pieces: readonly Buffer[], chunkBytes: number): Promise<Buffer[]> {
  const source = new ChunkSource(Readable.from(pieces, { objectMode: false }), chunkBytes);
  const chunks: Buffer[] = [];
  for (let chunk = await source.next(); chunk.length > 0; chunk = await source.next()) {
    chunks.push(Buffer.from(chunk));
  }
  return chunks;
}

describe('a stream in chunks of one size', () => {
  it('has the same bytes, whatever the chunks in which they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })),
        fc.integer({ min: 1, max: 40 }),
        async (arrays, chunkBytes) => {
          const pieces = arrays.map((array) => Buffer.from(array));
          const chunks = await chunksOf(pieces, chunkBytes);
          expect(Buffer.concat(chunks).equals(Buffer.concat(pieces))).toBe(true);
          expect(chunks.slice(0, -1).every(({ length }) => length === chunkBytes)).toBe(true);
        },
      ),
    );
  });

  it('fails when the sender disconnects', async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push(Buffer.from('begun'));
    const next = new ChunkSource(stream, 100).next();
    stream.destroy(new Error('aborted'));

    await expect(next).rejects.toThrow('aborted');
  });
});
