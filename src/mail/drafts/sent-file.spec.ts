import type { Attachment } from '../model/index.js';
import { newOne, type SentFile } from './sent-file.js';

const megabyte = 1_048_576;

function attachment(id: string, members: Partial<Attachment> = {}): Attachment {
  const file = { name: 'image.png', contentType: 'image/png', size: 3 * megabyte, isInline: false, contentId: null };
  return { id, ...file, kind: 'file', url: null, ...members };
}

const sent: SentFile = {
  before: new Set(['old']),
  name: 'image.png',
  size: 3 * megabyte,
  contentId: undefined,
};

function chosen(
  listed: readonly Attachment[],
  file: Partial<SentFile> = {},
  claimed: string[] = [],
): string | undefined {
  return newOne(listed, { ...sent, ...file }, new Set(claimed))?.id;
}

describe('the attachment of a sent file', () => {
  it.each([
    ['of its size', attachment('new')],
    ['of its size as base64', attachment('new', { size: 4.1 * megabyte })],
    ['with a content id that Exchange has made up', attachment('new', { contentId: '<x@y>' })],
  ])('is the new one %s', (_, one) => {
    expect(chosen([attachment('old'), one])).toBe('new');
  });

  it.each([
    ['was there before', attachment('old')],
    ['has another name', attachment('new', { name: 'other.png' })],
    ['is smaller', attachment('new', { size: 3 * megabyte - 1 })],
    ['is much larger', attachment('new', { size: 4.5 * megabyte })],
    ['is a picture in the text', attachment('new', { isInline: true, contentId: 'picture' })],
  ])('is not one that %s', (_, one) => {
    expect(chosen([one])).toBeUndefined();
  });

  it('is not one that was reported to another upload', () => {
    expect(chosen([attachment('new')], {}, ['new'])).toBeUndefined();
  });

  it('is neither of two candidates', () => {
    expect(chosen([attachment('one'), attachment('two')])).toBeUndefined();
  });

  it('has its content id, with or without brackets', () => {
    const pictures = [
      attachment('one', { isInline: true, contentId: 'a@picture' }),
      attachment('two', { isInline: true, contentId: '<b@picture>' }),
    ];

    expect(['a@picture', 'b@picture', 'c@picture'].map((contentId) => chosen(pictures, { contentId }))).toEqual([
      'one',
      'two',
      undefined,
    ]);
  });
});
