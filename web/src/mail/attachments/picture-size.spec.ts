import { isDecodable, pictureSize } from './picture-size.js';

/** Numbers become bytes, letters their character codes. */
function bytes(...parts: (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (one) => one.charCodeAt(0)) : part)),
  );
}
function big(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
function little16(value: number): number[] {
  return [value & 255, value >>> 8];
}
function little24(value: number): number[] {
  return [...little16(value & 0xffff), value >>> 16];
}
function png(width: number, height: number): Uint8Array {
  return bytes('\x89PNG\r\n\x1a\n', big(13), 'IHDR', big(width), big(height), [8, 6, 0, 0, 0]);
}

const pictures: readonly (readonly [string, Uint8Array])[] = [
  ['PNG', png(300, 200)],
  [
    'JPEG',
    bytes([0xff, 0xd8], [0xff, 0xe0, 0, 6], 'JFIF', [0xff, 0xff, 0xc4, 0, 3, 0], [0xff, 0xc2, 0, 11, 8, 0, 200, 1, 44]),
  ],
  [
    'GIF',
    bytes('GIF89a', [...little16(300), ...little16(200), 0x80, 0, 0], Array<number>(6).fill(0), [
      ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0],
      ...[0x2c, 0, 0, 0, 0, 10, 0, 10, 0],
    ]),
  ],
  [
    'GIF whose picture goes beyond the screen',
    bytes('GIF87a', [1, 0, 1, 0, 0, 0, 0], [0x2c, ...little16(100), 0, 0, ...little16(200), ...little16(200)]),
  ],
  [
    'lossy WebP',
    bytes('RIFF', big(0), 'WEBPVP8 ', big(0), [0, 0, 0, 0x9d, 1, 0x2a], [...little16(300), ...little16(200)]),
  ],
  ['lossless WebP', bytes('RIFF', big(0), 'WEBPVP8L', big(0), 0x2f, [...big(299 | (199 << 14))].reverse())],
  ['extended WebP', bytes('RIFF', big(0), 'WEBPVP8X', big(0), [0, 0, 0, 0], little24(299), little24(199))],
];

describe('the size of a picture', () => {
  it.each(pictures)('is read from the header of a %s file', (_, file) => {
    expect(pictureSize(file)).toEqual({ width: 300, height: 200 });
    expect(isDecodable(file)).toBe(true);
  });

  it.each(pictures)('is never wrong for a truncated %s file', (_, file) => {
    for (let length = 0; length < file.length - 6; length += 1) {
      const part = file.slice(0, length);
      expect([undefined, { width: 300, height: 200 }]).toContainEqual(pictureSize(part));
    }
    expect(isDecodable(file.slice(0, 15))).toBe(false);
  });

  it('prevents decoding a picture that is too large, or of unknown size', () => {
    expect(isDecodable(png(20_000, 20_000))).toBe(false);
    expect(isDecodable(png(8_000, 5_000))).toBe(true);
    expect(isDecodable(png(0xffff_ffff, 0xffff_ffff))).toBe(false);
    expect(isDecodable(bytes('BM', big(0), big(0), big(0), big(0), big(0)))).toBe(false);
    expect(isDecodable(new Uint8Array())).toBe(false);
  });
});
