/**
 * The HTML of a draft that replies to or forwards a message: the text of the user, a marker, and the original as Graph
 * has quoted it. The user can replace only the part before the marker, so that no client can lose pictures, styles or
 * words of the original by sending back less than it was shown.
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

/** An empty element: the original follows it. Exchange and editors leave an id unchanged. */
export const originalMarker = '<div id="original-message"></div>';

/**
 * Here and below no step crosses `<`: each tag is read by the one attempt that begins with it, however long the text
 * is.
 */
const marker =
  /<div\b[^<>]{0,200}?\bid\s{0,9}=\s{0,9}["']?((?:x_){0,9})original-message["']?[^<>]{0,200}>\s{0,99}(?:<\/div\s{0,9}>)?/i;
/** Where Outlook's programs begin the original in their replies. */
const outlookMarkers = [
  /<div\b[^<>]{0,200}?\bid\s{0,9}=\s{0,9}["']?appendonsend["']?/i,
  /(?:<hr\b[^<>]{0,300}>\s{0,99})?<div\b[^<>]{0,200}?\bid\s{0,9}=\s{0,9}["']?divRplyFwdMsg["']?/i,
];
/** Comments hold no tags. */
const openings = /<!--[\s\S]*?(?:-->|$)|<(?:body|\/head|html)(?=[\s/>])/gi;
/** Longer than any tag of a body; anything longer is not a tag. */
const longestTag = 8_192;

/** Splits a draft's HTML. */
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

/** The inverse. */
export function writeDraft({ head, written, original, tail }: DraftHtml): string {
  return head + written + (original === undefined ? '' : originalMarker + original) + tail;
}

/**
 * The draft that Graph created for a message, with the text of the user before it. Everything that Graph has put into
 * the body is the original: its header of senders and dates, the message, and the additions of other programs.
 */
export function beforeOriginal(html: string, written: string): string {
  const { head, tail } = readDraft(html);
  const original = html.slice(head.length, html.length - tail.length);
  return writeDraft({ head, written: contentOf(written), original, tail });
}

/**
 * A draft whose text was changed. A client that sends the marker sends everything, including the original, and is
 * trusted. One that does not has sent the text of the user, and the original is unchanged.
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

const asHtml: Readonly<Record<string, string>> = { '&': '&#38;', '<': '&#60;', '>': '&#62;', '  ': ' &nbsp;' };

/** Plain text as HTML that looks the same. */
export function htmlOfText(text: string): string {
  return `<div>${text.replace(/[&<>\n]|\r\n?| {2}/g, (found) => asHtml[found] ?? '<br>')}</div>`;
}

/** The content of a document's body; a fragment is its own content. */
export function contentOf(html: string): string {
  const start = contentStart(html);
  return html.slice(start, contentEnd(html, start));
}

function boundaryOf(content: string): { readonly start: number; readonly end: number } | undefined {
  const own = marker.exec(content);
  const starts = outlookMarkers.map((pattern) => content.search(pattern)).filter((position) => position >= 0);
  const start = Math.min(...starts);
  // Exchange renames the marker of a message that is answered: within the original of an answer that Outlook has begun.
  if (own !== null && (own[1] === '' || own.index < start)) {
    return { start: own.index, end: own.index + own[0].length };
  }
  return Number.isFinite(start) ? { start, end: start } : undefined;
}

/** Behind the first `<body>`, else `</head>`, else `<html>`. */
function contentStart(html: string): number {
  const first = new Map<string, number>();
  for (const { 0: found, index } of html.matchAll(openings)) {
    const tag = found.toLowerCase();
    if (!tag.startsWith('<!--') && !first.has(tag)) {
      first.set(tag, index + tag.length);
    }
    if (tag === '<body') {
      break;
    }
  }
  for (const tag of ['<body', '</head', '<html']) {
    const name = first.get(tag);
    const end = name === undefined ? undefined : endFrom(html, name);
    if (end !== undefined) {
      return end;
    }
  }
  return 0;
}

/**
 * Before the last `</body>` and the last `</html>`. Positions in a lower-case text would differ: "İ" becomes two
 * characters.
 */
function contentEnd(html: string, start: number): number {
  const last = new Map<string | undefined, number>();
  for (const { 1: name, index } of html.slice(start).matchAll(/<\/(body|html)/gi)) {
    last.set(name?.toLowerCase(), start + index);
  }
  return Math.min(html.length, ...last.values());
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
