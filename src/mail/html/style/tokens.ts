import { tokenize } from 'css-tree/tokenizer';
import { ident, string, url } from 'css-tree/utils';

/** Kinds of tokens of CSS Syntax Module Level 3, numbered as css-tree numbers them. */
export const kind = {
  ident: 1,
  function: 2,
  atKeyword: 3,
  hash: 4,
  string: 5,
  url: 7,
  delim: 9,
  number: 10,
  percentage: 11,
  dimension: 12,
  whiteSpace: 13,
  cdo: 14,
  cdc: 15,
  colon: 16,
  semicolon: 17,
  comma: 18,
  openSquare: 19,
  closeSquare: 20,
  openRound: 21,
  closeRound: 22,
  openCurly: 23,
  closeCurly: 24,
  comment: 25,
} as const;

const closers: Readonly<Record<number, number>> = {
  [kind.function]: kind.closeRound,
  [kind.openRound]: kind.closeRound,
  [kind.openSquare]: kind.closeSquare,
  [kind.openCurly]: kind.closeCurly,
};

/**
 * A text of CSS as tokens. Every decision uses tokens and their decoded values, never the text: an escape, a comment or
 * a quote cannot disguise a value.
 */
export class CssTokens {
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #closers: number[] = [];

  constructor(private readonly source: string) {
    const open: number[] = [];
    tokenize(source, (type, start) => {
      const index = this.#kinds.push(type) - 1;
      this.#starts.push(start);
      this.#closers.push(index);
      if (type >= kind.function && type !== kind.whiteSpace) {
        this.#matchBracket(type, index, open);
      }
    });
    this.#starts.push(source.length);
    // An unclosed bracket extends to the end, as in a browser.
    for (const index of open) {
      this.#closers[index] = this.#kinds.length;
    }
  }

  get length(): number {
    return this.#kinds.length;
  }

  kind(index: number): number {
    return this.#kinds[index] ?? 0;
  }

  text(index: number): string {
    return this.source.slice(this.#starts[index], this.#starts[index + 1]);
  }

  textBetween(start: number, end: number): string {
    return this.source.slice(this.#starts[start], this.#starts[end]);
  }

  /** The text of an identifier, function name, at-keyword or hash, without its mark, escapes decoded. */
  name(index: number): string {
    const text = this.text(index);
    const bare = this.#bareName(index, text);
    return bare.includes('\\') ? ident.decode(bare) : bare;
  }

  /** The decoded value of a string or an unquoted `url()`. */
  value(index: number): string {
    const text = this.text(index);
    return this.kind(index) === kind.url ? url.decode(text) : string.decode(text);
  }

  isDelim(index: number, character: string): boolean {
    return this.kind(index) === kind.delim && this.text(index) === character;
  }

  isBlank(index: number): boolean {
    return this.kind(index) === kind.whiteSpace || this.kind(index) === kind.comment;
  }

  /** The first index from `index` up to `end` that is neither white space nor a comment. */
  skipBlanks(index: number, end: number): number {
    let next = index;
    while (next < end && this.isBlank(next)) {
      next += 1;
    }
    return next;
  }

  /** Where the bracket that opens at `index` closes, at most `end`; for everything else the index itself. */
  closing(index: number, end = this.length): number {
    return Math.min(this.#closers[index] ?? index, end);
  }

  #bareName(index: number, text: string): string {
    switch (this.kind(index)) {
      case kind.function:
        return text.slice(0, -1);
      case kind.atKeyword:
      case kind.hash:
        return text.slice(1);
      default:
        return text;
    }
  }

  #matchBracket(type: number, index: number, open: number[]): void {
    const top = open.at(-1);
    if (closers[type] !== undefined) {
      open.push(index);
    } else if (top !== undefined && closers[this.#kinds[top] ?? 0] === type) {
      this.#closers[top] = index;
      open.pop();
    }
  }
}

export { ident as identCodec, string as stringCodec };
