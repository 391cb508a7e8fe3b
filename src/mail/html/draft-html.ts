/**
 * The HTML of a draft that answers or forwards a message: what the user writes, a marker, and the original as Graph has
 * quoted it. Only the part before the marker is the user's to replace, so that no client can lose pictures, styles or words
 * of the original by sending back less than it was shown.
 */
export interface DraftHtml {
  /** Up to the start of the body's content. */
  readonly head: string;
  readonly written: string;
  /** From the marker on, without it; undefined for a draft that quotes nothing. */
  readonly original: string | undefined;
  /** From the end of the body's content on. */
  readonly tail: string;
}

/** An empty element: what follows it is the original. An id is what Exchange and editors leave alone. */
export const originalMarker = '<div id="original-message"></div>';

const marker =
  /<div\b[^>]{0,200}?\bid\s{0,9}=\s{0,9}["']?(?:x_){0,9}original-message["']?[^>]{0,200}>\s{0,99}(?:<\/div\s{0,9}>)?/i;
/** Where Outlook's programs begin the original in the answers that they make. */
const outlookMarkers = [
  /<div\b[^>]{0,200}?\bid\s{0,9}=\s{0,9}["']?appendonsend["']?/i,
  /(?:<hr\b[^>]{0,300}>\s{0,99})?<div\b[^>]{0,200}?\bid\s{0,9}=\s{0,9}["']?divRplyFwdMsg["']?/i,
];
/** Longer than any tag of a body is; what is longer is no tag. */
const longestTag = 8_192;

/** Takes a draft's HTML apart. */
export function readDraft(html: string): DraftHtml {
  const start = contentStart(html);
  const end = contentEnd(html, start);
  const content = html.slice(start, end);
  const boundary = boundaryOf(content);
  return {
    head: html.slice(0, start),
    written: boundary === undefined ? content : content.slice(0, boundary.start),
    original: boundary === undefined ? undefined : content.slice(boundary.end),
    tail: html.slice(end),
  };
}

/** The other way round. */
export function writeDraft({ head, written, original, tail }: DraftHtml): string {
  return head + written + (original === undefined ? '' : originalMarker + original) + tail;
}

/**
 * The draft that Graph made of a message, with what the user writes before it. All that Graph has put into the body is the
 * original: its header of senders and dates, the message, and whatever a program of another year adds.
 */
export function beforeOriginal(html: string, written: string): string {
  const { head, tail } = readDraft(html);
  const original = html.slice(head.length, html.length - tail.length);
  return writeDraft({ head, written: contentOf(written), original, tail });
}

/**
 * A draft whose text was changed. A client that sends the marker sends the whole, the original included, and is believed;
 * one that does not has sent what the user wrote, and the original stays as it is.
 */
export function withText(html: string, text: string): string {
  const draft = readDraft(html);
  if (draft.original === undefined) {
    return text;
  }
  const sent = readDraft(text);
  return marker.test(text)
    ? writeDraft({ ...draft, written: sent.written, original: sent.original })
    : writeDraft({ ...draft, written: contentOf(text) });
}

/** Plain text as HTML that shows the same. */
export function htmlOfText(text: string): string {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const lines = escaped.replace(/ {2}/g, ' &nbsp;').split(/\r\n|\r|\n/);
  return `<div>${lines.join('<br>')}</div>`;
}

/** What stands in the body of a document; a fragment is its own content. */
export function contentOf(html: string): string {
  const start = contentStart(html);
  return html.slice(start, contentEnd(html, start));
}

function boundaryOf(content: string): { readonly start: number; readonly end: number } | undefined {
  const own = marker.exec(content);
  if (own !== null) {
    return { start: own.index, end: own.index + own[0].length };
  }
  const starts = outlookMarkers.map((pattern) => content.search(pattern)).filter((position) => position >= 0);
  const start = Math.min(...starts);
  return Number.isFinite(start) ? { start, end: start } : undefined;
}

function contentStart(html: string): number {
  for (const tag of ['<body', '</head', '<html']) {
    const end = endOfTag(html, tag);
    if (end !== undefined) {
      return end;
    }
  }
  return 0;
}

function contentEnd(html: string, start: number): number {
  const lower = html.toLowerCase();
  const ends = ['</body', '</html'].map((tag) => lower.lastIndexOf(tag)).filter((position) => position >= start);
  return Math.min(html.length, ...ends);
}

/** Where the first tag of that name ends; comments hold no tags, and quoted values may hold a bracket. */
function endOfTag(html: string, tag: string): number | undefined {
  const opening = new RegExp(String.raw`<!--[\s\S]*?(?:-->|$)|${tag}(?=[\s/>])`, 'gi');
  for (const match of html.matchAll(opening)) {
    if (!match[0].startsWith('<!--')) {
      return endFrom(html, match.index + tag.length);
    }
  }
  return undefined;
}

function endFrom(html: string, start: number): number | undefined {
  let quote = '';
  for (let position = start; position < Math.min(html.length, start + longestTag); position++) {
    const character = html.charAt(position);
    if (quote === '' && character === '>') {
      return position + 1;
    }
    if (character === quote) {
      quote = '';
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
    }
  }
  return undefined;
}
