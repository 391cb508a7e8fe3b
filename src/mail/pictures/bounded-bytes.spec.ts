import { BoundedBytes } from './bounded-bytes.js';

const mebibyte = 1_048_576;
const piece = new Uint8Array(mebibyte);

/** A body that stalls after `count` chunks until it is resumed. */
function standing(count: number): { readonly body: AsyncIterable<Uint8Array>; readonly end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end,
    body: (async function* pieces() {
      for (let sent = 0; sent < count; sent += 1) {
        yield piece;
      }
      await ended;
    })(),
  };
}
async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent += 1) {
    yield await Promise.resolve(piece);
  }
}

describe('the bytes of pictures', () => {
  it('are buffered completely up to their limit', async () => {
    const bytes = new BoundedBytes();

    expect(await bytes.collect(pieces(5), 5 * mebibyte)).toHaveLength(5 * mebibyte);
    expect(await bytes.collect(pieces(6), 5 * mebibyte)).toBeUndefined();
    expect(await bytes.collect(pieces(0), 5)).toHaveLength(0);
  });

  it('are 48 MiB at most together, and released when a body ends', async () => {
    const bytes = new BoundedBytes();
    const slow = Array.from({ length: 12 }, () => standing(4));
    const collected = slow.map(({ body }) => bytes.collect(body, 5 * mebibyte));
    // Each body has delivered its chunks before the first chunk of this one is requested.
    await new Promise(setImmediate);

    expect(await bytes.collect(pieces(1), mebibyte)).toBeUndefined();
    slow[0]?.end();
    expect(await collected[0]).toHaveLength(4 * mebibyte);
    expect(await bytes.collect(pieces(1), mebibyte)).toHaveLength(mebibyte);
    slow.forEach(({ end }) => {
      end();
    });
    await Promise.all(collected);
  });
});
