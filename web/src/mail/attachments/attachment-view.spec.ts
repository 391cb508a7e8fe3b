import { decodeText, downloadable, viewOf, withThumbnail } from './attachment-view.js';

const file = { name: 'a', contentType: null, kind: 'file', isInline: false, size: 10 } as const;

describe('how a file is shown', () => {
  it.each([
    ['photo.jpg', 'image/jpeg', 'picture'],
    ['photo.JPG', 'application/octet-stream', 'picture'],
    ['photo.png', null, 'picture'],
    ['report', 'application/pdf; name=x', 'pdf'],
    ['report.pdf', 'application/octet-stream', 'pdf'],
    ['notes.txt', 'text/plain', 'text'],
    ['numbers.csv', 'text/csv', 'text'],
    ['numbers.csv', null, 'text'],
    // Types with active content, and names that contradict the type.
    ['drawing.svg', 'image/svg+xml', undefined],
    ['drawing.svg', null, undefined],
    ['page.html', 'text/html', undefined],
    ['page.txt', 'text/html', undefined],
    ['picture.png', 'application/zip', undefined],
    ['letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', undefined],
  ])('%s (%s): %s', (name, contentType, view) => {
    expect(viewOf({ ...file, name, contentType })).toBe(view);
  });

  it('is undefined for a link and for an item of Outlook', () => {
    expect(viewOf({ ...file, name: 'a.png', kind: 'reference' })).toBeUndefined();
    expect(viewOf({ ...file, name: 'a.png', kind: 'item' })).toBeUndefined();
  });

  it('has a thumbnail for pictures of a moderate size, up to a limit', () => {
    const picture = { ...file, name: 'a.png' };
    const many = Array.from({ length: 20 }, () => ({ ...picture }));
    expect(withThumbnail([picture, { ...picture, size: 4_000_000 }, file])).toEqual(new Set([picture]));
    expect(withThumbnail(many).size).toBe(12);
  });

  it('is in the archive unless it is a link or an inline image', () => {
    const item = { ...file, kind: 'item' } as const;
    expect(downloadable([file, item, { ...file, kind: 'reference' }, { ...file, isInline: true }])).toEqual([
      file,
      item,
    ]);
  });
});

describe('the encoding of a text', () => {
  it.each([
    ['UTF-8', [0xc3, 0xbc], 'ü'],
    ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf, 0x61], 'a'],
    ['UTF-8 that is truncated within a character', [0x61, 0xc3], 'a'],
    ['UTF-16, little-endian', [0xff, 0xfe, 0xfc, 0x00], 'ü'],
    ['UTF-16, big-endian', [0xfe, 0xff, 0x00, 0xfc], 'ü'],
    ['Windows', [0xfc], 'ü'],
  ])('%s', (_, bytes, text) => {
    expect(decodeText(new Uint8Array(bytes))).toBe(text);
  });

  it.each([
    ['ja', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['ja', [0x93, 0xfa, 0x96], '日'],
    ['ja', [0xe6, 0x97, 0xa5], '日'],
    ['ja', [0xfc, 0x20], 'ü '],
    ['ar', [0xe3, 0xd1], 'مر'],
    ['de', [0xfc], 'ü'],
  ] as const)('is the one of Windows for the language of the reader: %s, %j', (language, bytes, text) => {
    expect(decodeText(new Uint8Array(bytes), language)).toBe(text);
  });
});
