/** The structure of a text message: paragraphs, nested quotes, a signature. Its text contains no markup. */
export interface TextBlock {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
  readonly blocks: readonly TextBlock[];
}

const quoteMark = /^ {0,2}> ?/;
const SIGNATURE = /^-- ?$/;
const DEEPEST = 20;

export function textBlocks(text: string): TextBlock[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return blocksOf(isFlowed(lines) ? unflowed(lines) : lines, 0);
}

function blocksOf(lines: readonly string[], depth: number): TextBlock[] {
  const blocks: TextBlock[] = [];
  let own: string[] = [];
  const finish = (): void => {
    if (own.length > 0) {
      blocks.push(...withSignature(own));
    }
    own = [];
  };
  for (let index = 0; index < lines.length;) {
    let end = index;
    while (end < lines.length && depth < DEEPEST && quoteMark.test(lines[end] ?? '')) {
      end += 1;
    }
    if (end > index) {
      finish();
      const inner = lines.slice(index, end).map((line) => line.replace(quoteMark, ''));
      blocks.push({ kind: 'quote', text: inner.join('\n'), blocks: blocksOf(inner, depth + 1) });
      index = end;
    } else {
      own.push(lines[index] ?? '');
      index += 1;
    }
  }
  finish();
  return blocks;
}

function withSignature(lines: readonly string[]): TextBlock[] {
  const at = lines.findIndex((line) => SIGNATURE.test(line));
  const block = (kind: TextBlock['kind'], some: readonly string[]): TextBlock[] =>
    some.length === 0 ? [] : [{ kind, text: some.join('\n'), blocks: [] }];
  return at < 0 ? block('text', lines) : [...block('text', lines.slice(0, at)), ...block('signature', lines.slice(at))];
}

const longestFlowed = 80;
const fewestSoftBreaks = 2;

/** RFC 3676, detected by the text: some lines end with a space, and no line is longer than such lines are. */
function isFlowed(lines: readonly string[]): boolean {
  const soft = lines.filter((line) => isSoft(line));
  return soft.length >= fewestSoftBreaks && lines.every((line) => line.length <= longestFlowed || !line.includes(' '));
}

function isSoft(line: string): boolean {
  return line.endsWith(' ') && !SIGNATURE.test(line.replace(/^[> ]*/, '')) && line.trim() !== '';
}

function unflowed(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let openLevel: string | undefined;
  for (const line of lines) {
    const marks = /^>*/.exec(line)?.[0] ?? '';
    // The sender's program has put one more space before a space, ">" or "From " at the start of a line (RFC 3676, 4.4).
    const text = line.slice(marks.length).replace(/^ /, '');
    const last = joined.length - 1;
    if (openLevel === marks && last >= 0) {
      joined[last] = `${joined[last] ?? ''}${text}`;
    } else {
      joined.push(marks === '' ? text : `${marks} ${text}`);
    }
    openLevel = isSoft(line) ? marks : undefined;
  }
  return joined;
}

export type TextPart = { readonly text: string; readonly href?: string };

const LINK =
  /\b(?:https?:\/\/[^\s<>"'`]+|www\.[\p{L}\p{N}-]+\.[^\s<>"'`]+|mailto:[^\s<>"'`]+|[\p{L}\p{N}.!#$%&*+=?^_{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/giu;

/** The text with its addresses as links, without the punctuation after them. */
export function linkedParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTail(match[0]);
    const href = hrefOf(shown);
    if (href === undefined) {
      continue;
    }
    if (match.index > at) {
      parts.push({ text: text.slice(at, match.index) });
    }
    parts.push({ text: shown, href });
    at = match.index + shown.length;
  }
  if (at < text.length) {
    parts.push({ text: text.slice(at) });
  }
  return parts;
}

function withoutTail(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    const opens = last === ')' && link.slice(0, end).split('(').length >= link.slice(0, end).split(')').length;
    if (opens || !/[.,;:!?)\]}*_'"]/.test(last)) {
      break;
    }
    end -= 1;
  }
  return link.slice(0, end);
}

function hrefOf(link: string): string | undefined {
  const address = /^(?:https?:|mailto:)/i.test(link)
    ? link
    : link.startsWith('www.')
      ? `https://${link}`
      : `mailto:${link}`;
  return URL.canParse(address) ? address : undefined;
}
