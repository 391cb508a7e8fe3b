import type { Readable } from 'node:stream';

/** How long a browser may send nothing. */
const idleMs = 60_000;

/**
 * Cuts a stream into chunks of one size, the last one shorter. One buffer serves all chunks: each is valid until the
 * next one is requested, and nothing is read ahead.
 */
export class ChunkSource {
  readonly #pieces: AsyncIterator<Buffer, undefined>;
  readonly #buffer: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  constructor(
    private readonly stream: Readable,
    chunkBytes: number,
  ) {
    this.#pieces = (stream as AsyncIterable<Buffer, undefined>)[Symbol.asyncIterator]();
    this.#buffer = Buffer.allocUnsafe(chunkBytes);
  }

  /** Empty when the stream has ended. */
  async next(): Promise<Buffer> {
    const patience = setTimeout(() => this.stream.destroy(new Error('the sender has stopped sending')), idleMs);
    let filled = 0;
    try {
      while (filled < this.#buffer.length) {
        if (this.#rest.length === 0) {
          const piece = await this.#pieces.next();
          if (piece.done === true) {
            break;
          }
          patience.refresh();
          this.#rest = piece.value;
        }
        const copied = this.#rest.copy(this.#buffer, filled);
        this.#rest = this.#rest.subarray(copied);
        filled += copied;
      }
    } finally {
      clearTimeout(patience);
    }
    return this.#buffer.subarray(0, filled);
  }
}
