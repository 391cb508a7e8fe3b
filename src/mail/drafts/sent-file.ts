import { bareContentId } from '../html/index.js';
import type { Attachment } from '../model/index.js';

/** A file that was sent, and the ids of the previous attachments. */
export interface SentFile {
  readonly before: ReadonlySet<string>;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly contentId: string | undefined;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8): Exchange may report the size of what it stores. */
const mostGrowth = (4 / 3) * (78 / 76);
/** The size besides the content: names, types, headers. */
const mostOverheadBytes = 16_384;

/**
 * The one attachment that may be the file: new, not yet returned to another upload (`claimed`), of its name, size and
 * content id. Undefined when there are several, as when another replica adds files of this name: a wrong one is worse
 * than none.
 */
export function newOne(
  listed: readonly Attachment[],
  file: SentFile,
  claimed: { has(id: string): boolean },
): Attachment | undefined {
  const [one, ...others] = listed.filter(
    ({ id, ...attachment }) => !file.before.has(id) && !claimed.has(id) && isLike(attachment, file),
  );
  return others.length === 0 ? one : undefined;
}

/** A content id that Exchange has invented for a file without one means nothing, except in a picture of the text. */
function isLike({ name, size, contentId, isInline }: Omit<Attachment, 'id'>, file: SentFile): boolean {
  const hasOwnId = file.contentId !== undefined || isInline;
  return (
    name === file.name &&
    size >= file.size &&
    size <= file.size * mostGrowth + mostOverheadBytes &&
    (!hasOwnId || (contentId === null ? undefined : bareContentId(contentId)) === file.contentId)
  );
}
