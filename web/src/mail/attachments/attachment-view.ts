import type { Attachment } from '../../client/index.js';
import type { Language } from '../../texts/languages.js';
import { language as appLanguage } from '../../texts/t.js';

export type AttachmentView = 'picture' | 'pdf' | 'text';

type File = Pick<Attachment, 'name' | 'contentType' | 'kind' | 'isInline' | 'size'>;

/** Never SVG and never HTML: they can hold what runs. */
const pictureTypes = /^image\/(?:jpe?g|pjpeg|png|gif|webp|avif|bmp)$/;
const pictureNames = /\.(?:jpe?g|png|gif|webp|avif|bmp)$/i;
const textTypes = /^(?:text\/(?!html|xml|vcard|calendar|rtf)[\w.+-]+|application\/(?:json|x-yaml|yaml|toml))$/;
const textNames = /\.(?:txt|log|csv|tsv|md|json|ya?ml|ini|toml|diff|patch)$/i;

/** How this app shows a file; undefined for what it can only save. What the sender hasn't said is told by the name. */
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

/** Larger ones aren't fetched only to be shown small. */
const mostThumbnailBytes = 3 * 1_048_576;
const mostThumbnails = 12;

/** Those shown with a small picture of what they are. */
export function withThumbnail<Shown extends File>(attachments: readonly Shown[]): ReadonlySet<Shown> {
  const pictures = attachments.filter((one) => viewOf(one) === 'picture' && one.size <= mostThumbnailBytes);
  return new Set(pictures.slice(0, mostThumbnails));
}

/** All that can be had as a file, for one archive. */
export function downloadable<Shown extends File>(attachments: readonly Shown[]): Shown[] {
  return attachments.filter(({ isInline, kind }) => !isInline && kind !== 'reference');
}

/** What programs of Windows wrote before they wrote UTF-8, where that isn't `windows-1252`. */
const ENCODINGS: Partial<Record<Language, string>> = { ja: 'shift_jis', ar: 'windows-1256' };

/** A text in the encoding that it seems to have: its mark, else UTF-8 where that is valid, else what Windows wrote. */
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

/** Undefined for what isn't valid in that encoding. */
function decoded(bytes: Uint8Array, encoding: string | undefined): string | undefined {
  if (encoding === undefined) {
    return undefined;
  }
  try {
    // A character may have been cut in two at the end.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
