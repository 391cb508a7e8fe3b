/** The limit for pictures that are decoded automatically: 160 MB of pixels, the largest of a camera. */
const mostPixels = 40_000_000;

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Whether the size in a picture's header is within the memory limit for decoding; false when the size is unknown. */
export function isDecodable(bytes: Uint8Array): boolean {
  const size = pictureSize(bytes);
  return size !== undefined && size.width * size.height <= mostPixels;
}

/** The size in px from the header of a PNG, JPEG, GIF or WebP file; undefined for other files and for truncated ones. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length));
  try {
    if (text(0, 8) === '\x89PNG\r\n\x1a\n') {
      return pngSize(view, text(12, 4));
    }
    if (text(0, 3) === '\xff\xd8\xff') {
      return jpegSize(view);
    }
    if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') {
      return gifSize(view);
    }
    return text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP' ? webpSize(view, text(12, 4)) : undefined;
  } catch (error) {
    // The file is truncated.
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** PNG (W3C), 11.2.2: IHDR comes first. */
function pngSize(view: DataView, chunk: string): PictureSize | undefined {
  return chunk === 'IHDR' ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined;
}

/** ITU-T T.81, B.1.1 and B.2.2: segments up to the frame header, SOF0 to SOF15 without DHT, JPG and DAC. */
function jpegSize(view: DataView): PictureSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    // A fill byte.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    // The picture data or the end of the file comes before any size.
    if (marker === 0xda || marker === 0xd9) {
      return undefined;
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** GIF89a, 18 and 20: the screen, or the first picture when that is larger. */
function gifSize(view: DataView): PictureSize | undefined {
  const flags = view.getUint8(10);
  let at = 13 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));
  // Extensions: a label, then blocks up to an empty one.
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at) !== 0) {
      at += 1 + view.getUint8(at);
    }
    at += 1;
  }
  if (view.getUint8(at) !== 0x2c) {
    return undefined;
  }
  const of = (screen: number, offset: number, length: number): number =>
    Math.max(view.getUint16(screen, true), view.getUint16(at + offset, true) + view.getUint16(at + length, true));
  return { width: of(6, 1, 5), height: of(8, 3, 7) };
}

/** RFC 9649, 2.5 to 2.7. */
function webpSize(view: DataView, chunk: string): PictureSize | undefined {
  if (chunk === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 'VP8X') {
    return undefined;
  }
  const edge = (at: number): number => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  return { width: edge(24), height: edge(27) };
}
