import { bareContentId } from '../html/index.js';
import type { Attachment } from '../model/index.js';

/** The addresses under which a message shows its attached pictures. */
interface PictureAddresses {
  readonly byContentId: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, string>;
}

const address = /\/api\/mail\/messages\/[^\s"'<>()/?&]{1,4096}\/attachments\/[^\s"'<>()/?&]{1,4096}/g;

/**
 * Apple's programs mark each file as inline, also where the text has no place for it. Such a file is an ordinary
 * attachment: nobody would show it otherwise.
 *
 * @param html as it is shown, with the addresses of its pictures
 */
export function withPlaces(
  attachments: readonly Attachment[],
  html: string,
  { byContentId, byName }: PictureAddresses,
): Attachment[] {
  if (!attachments.some(({ isInline }) => isInline)) {
    return [...attachments];
  }
  const shown = new Set(html.match(address));
  const hasPlace = ({ name, contentId }: Attachment): boolean =>
    [byContentId.get(bareContentId(contentId ?? '')), byName.get(name.toLowerCase())].some(
      (place) => place !== undefined && shown.has(place),
    );
  return attachments.map((one) => (one.isInline && !hasPlace(one) ? { ...one, isInline: false } : one));
}
