import type { Attachment } from '../../client/index.js';
import type { Language } from '../../texts/languages.js';
import { language as appLanguage } from '../../texts/t.js';

export type AttachmentView = 'picture' | 'pdf' | 'text';

type File = Pick<Attachment, 'name' | 'contentType' | 'kind' | 'isInline' | 'size'>;

/** Never SVG and never HTML: they may have active content. */
const pictureTypes = /^image\/(?:jpe?g|pjpeg|png|gif|webp|avif|bmp)$/;
const pictureNames = /\.(?:jpe?g|png|gif|webp|avif|bmp)$/i;
const textTypes = /^(?:text\/(?!html|xml|vcard|calendar|rtf)[\w.+-]+|application\/(?:json|x-yaml|yaml|toml))$/;
const textNames = /\.(?:txt|log|csv|tsv|md|json|ya?ml|ini|toml|diff|patch)$/i;

/** How this app shows a file; undefined when it can only be saved. When the sender has given no type, the name decides. */
export function viewOf({ name, contentType, kind }: File): AttachmentView | undefined {
  if (kind !== 'file') {
    return undefined;
  }
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isSaid = type !== '' && type !== 'application/octet-stream';
  if (isSaid ? pictureTypes.test(type) : pictureNames.test(name)) {
    return 'picture';
  }
  if (isSaid ? type === 'application/pdf' : /\.pdf$/i.test(name)) {
    return 'pdf';
  }
  if (isSaid ? textTypes.test(type) : textNames.test(name)) {
    return 'text';
  }
  return undefined;
}

/** Larger pictures aren't downloaded for a thumbnail. */
const mostThumbnailBytes = 3 * 1_048_576;
const mostThumbnails = 12;

/** The attachments that have a thumbnail. */
export function withThumbnail<Shown extends File>(attachments: readonly Shown[]): ReadonlySet<Shown> {
  const pictures = attachments.filter((one) => viewOf(one) === 'picture' && one.size <= mostThumbnailBytes);
  return new Set(pictures.slice(0, mostThumbnails));
}

/** The attachments that can be downloaded, for one archive. */
export function downloadable<Shown extends File>(attachments: readonly Shown[]): Shown[] {
  return attachments.filter(({ isInline, kind }) => !isInline && kind !== 'reference');
}

/** The encodings that Windows programs used before UTF-8, for languages that don't use `windows-1252`. */
const ENCODINGS: Partial<Record<Language, string>> = { ja: 'shift_jis', ar: 'windows-1256' };

/** Decodes a text: by its byte order mark, else as UTF-8 when that is valid, else in the encoding of Windows for the language. */
export function decodeText(bytes: Uint8Array, language: Language = appLanguage()): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  if (first === 0xfe && second === 0xff) {
    return new TextDecoder('utf-16be').decode(bytes);
  }
  return (
    decoded(bytes, 'utf-8') ?? decoded(bytes, ENCODINGS[language]) ?? new TextDecoder('windows-1252').decode(bytes)
  );
}

/** Returns undefined when the bytes aren't valid in that encoding. */
function decoded(bytes: Uint8Array, encoding: string | undefined): string | undefined {
  if (encoding === undefined) {
    return undefined;
  }
  try {
    // The end may be within a character.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
