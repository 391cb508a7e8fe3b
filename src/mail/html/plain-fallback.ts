import { escapedText } from './message-writer.js';

const longestText = 500_000;
const notice =
  'This message is too large or too deeply nested to be shown as it was sent. Its text is shown instead; the message itself is complete in its source.';

/**
 * The text of a message that is not worth its layout: one pass over the source removes the markup, and searches for
 * nothing twice.
 */
export function plainFallback(html: string): string {
  const text = textOf(html.slice(0, 2 * longestText)).slice(0, longestText);
  return `<p><i>${notice}</i></p><div style="white-space:pre-wrap">${escapedText(text)}</div>`;
}

const lineBreak = /^(?:\/?(?:p|div|tr|table|h[1-6]|li|ul|ol|blockquote|pre)|br)\b/i;
const unseen = ['script', 'style', 'title'];

function textOf(html: string): string {
  const lower = html.toLowerCase();
  const parts: string[] = [];
  let isNewLine = true;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const end = open < 0 ? html.length : open;
    if (end > at) {
      parts.push(decodedEntities(html.slice(at, end)));
      isNewLine = false;
    }
    if (open < 0) {
      break;
    }
    if (!isNewLine && lineBreak.test(html.slice(open + 1, open + 13))) {
      parts.push('\n');
      isNewLine = true;
    }
    at = afterMarkup(html, lower, open);
    if (at === open + 1) {
      parts.push('<');
    }
  }
  return parts.join('');
}

/** Behind the tag, comment or hidden text that begins at a `<`, or behind the sign itself when it is only that. */
function afterMarkup(html: string, lower: string, open: number): number {
  if (!/[a-z/!?]/i.test(html.charAt(open + 1))) {
    return open + 1;
  }
  const hidden = unseen.find((name) => lower.startsWith(name, open + 1));
  const mark = hidden !== undefined ? `</${hidden}` : html.startsWith('!--', open + 1) ? '-->' : '>';
  const end = lower.indexOf(mark, open);
  return end < 0 ? html.length : end + (hidden === undefined ? mark.length : 0);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', apos: "'" };

function decodedEntities(text: string): string {
  return text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|(amp|lt|gt|quot|nbsp|apos));?/g, (whole, code: string | undefined, name: string) =>
        code === undefined ? (named[name] ?? whole) : characterOf(Number(code), whole),
      )
    : text;
}

function characterOf(code: number, whole: string): string {
  return code > 0 && code <= 0x10_ffff && (code < 0xd8_00 || code > 0xdf_ff) ? String.fromCodePoint(code) : whole;
}
