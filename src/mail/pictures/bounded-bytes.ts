import { Shares } from '../../http/index.js';

const mebibyte = 1_048_576;
const mostTogether = { name: 'pictures', kind: 'process', most: 48 * mebibyte } as const;

/** Buffers bodies, each up to its own limit and all of them together up to 48 MiB. */
export class BoundedBytes {
  readonly #shares = new Shares();

  /** The complete body; undefined when it is longer than `most`, or when all together would be too much. */
  async collect(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | undefined> {
    const parts: Uint8Array[] = [];
    const releases: (() => void)[] = [];
    let left = most;
    try {
      for await (const part of body) {
        const taking = this.#shares.tryAcquire([mostTogether], part.length);
        left -= part.length;
        if ('exhausted' in taking) {
          return undefined;
        }
        releases.push(taking.release);
        if (left < 0) {
          return undefined;
        }
        parts.push(part);
      }
      return Buffer.concat(parts);
    } finally {
      releases.forEach((release) => {
        release();
      });
    }
  }
}
