/** Bytes, stored as the chunks in which they arrived: 150 MB are never joined, and copies of a message share the chunks. */
export class ByteContent {
  readonly length: number;

  constructor(readonly chunks: readonly Buffer[]) {
    this.length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  static of(bytes: Buffer | string): ByteContent {
    return new ByteContent([typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes]);
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Base64 in pieces; each piece but the last encodes a multiple of `unit` bytes, and `unit` is a multiple of 3. */
  *base64(unit = 57): Generator<string> {
    let rest: Buffer = Buffer.alloc(0);
    for (const chunk of this.chunks) {
      const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = joined.length - (joined.length % unit);
      const step = unit * 4096;
      for (let start = 0; start < whole; start += step) {
        yield joined.subarray(start, Math.min(start + step, whole)).toString('base64');
      }
      rest = joined.subarray(whole);
    }
    if (rest.length > 0) {
      yield rest.toString('base64');
    }
  }
}
