import { type Draft, listedFiles, plainText } from './draft.js';

/** "See attached" in the languages of the app; whole words in scripts that separate words. */
const PROMISES = [
  /\b(?:attach(?:ed|ing|ment|ments)|enclosed|(?:i|we) attach)\b(?!\p{L})/iu,
  /\b(?:(?:in der|als) anlage|im anhang|anbei|angehängt|beigefügt|angefügt)(?!\p{L})/iu,
  /\b(?:ci-joint|ci-jointe|pièces? jointes?)(?!\p{L})/iu,
  /\b(?:adjunt[oa]s?|archivo adjunto)\b/i,
  /添付/,
  /مرفق/,
];

/** Whether the text mentions an attachment and the draft has none. Quotations and addresses of links don't count. */
export function isAttachmentForgotten(draft: Pick<Draft, 'html' | 'attachments' | 'forwarded'>): boolean {
  if (listedFiles(draft).length + draft.forwarded.length > 0) {
    return false;
  }
  const text = plainText(draft.html.replace(/<blockquote\b[\s\S]*?<\/blockquote>/gi, ' '));
  const words = text.replace(/\b\w+:\/\/\S+/g, ' ');
  return PROMISES.some((pattern) => pattern.test(words));
}
