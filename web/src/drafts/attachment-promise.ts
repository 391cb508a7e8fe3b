import { type Draft, listedFiles, plainText } from './draft.js';
import { withoutSignature } from './signature.js';

/** "See attached" in the languages of the app; whole words in scripts that separate words. */
const PROMISES = [
  /\b(?:attach(?:ed|ing|ment|ments)|enclosed|(?:i|we) attach)\b(?!\p{L})/iu,
  /\b(?:(?:in der|als|siehe|s\.) anlagen?|(?:im|siehe|s\.) anhang|anbei|(?:angehängt|beigefügt|angefügt)(?:e[mnrs]?)?)(?!\p{L})/iu,
  /\b(?:hänge|füge)(?!\p{L})[^.!?]*(?<!\p{L})(?:an|bei)(?=\s*(?:[.,;:!?]|$))/iu,
  /\b(?:ci-joint(?:e?s?)|pièces? jointes?|joint(?:e?s?) (?:à cet?|au présent)|en annexe)(?!\p{L})/iu,
  /\b(?:adjunt(?:[oa]s?|amos|ad[oa]s?|ándol[oa]s?))(?!\p{L})/iu,
  /添付|同封/,
  /مرفق|[أا]رفقت|[أن]رفق/,
];

/** Whether the text mentions an attachment and the draft has none. Quotations, the signature and addresses of links don't count. */
export function isAttachmentForgotten(draft: Pick<Draft, 'html' | 'startHtml' | 'attachments' | 'forwarded'>): boolean {
  if (listedFiles(draft).length + draft.forwarded.length > 0) {
    return false;
  }
  const written = withoutSignature(draft.html, draft.startHtml);
  const text = plainText(written.replace(/<blockquote\b[\s\S]*?<\/blockquote>/gi, ' '));
  const words = text.replace(/\b\w+:\/\/\S+/g, ' ');
  return PROMISES.some((pattern) => pattern.test(words));
}
