import {
  allowedFunctions,
  bracketProperties,
  mayDependOnViewportHeight,
  pictureProperties,
  stringProperties,
} from './properties.js';
import { type CssTokens, kind, stringCodec } from './tokens.js';

/** The address of a picture; undefined when it is not shown. */
export type PictureOf = (address: string) => string | undefined;

export interface SafeValue {
  /** Rewritten from tokens, with `!important` where it was. */
  readonly text: string;
  /** At least one picture was omitted. */
  readonly lacksPicture: boolean;
}

const longestValue = 2_000;
const deepestBrackets = 12;
const longestContent = 20;
const plainName = /^-{0,2}[a-z_\u0080-\uffff][\w\u0080-\uffff-]*$/i;
const colourDigits = /^(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const viewportHeightUnits = /^[sld]?v(?:h|min|max|b)$/;
const knownDelims = new Set(['/', '*', '+', '-']);

/**
 * The value of a declaration between two tokens, rewritten; undefined when any part of it is not known to be harmless.
 */
export function safeValue(
  tokens: CssTokens,
  start: number,
  end: number,
  property: string,
  pictureOf: PictureOf,
): SafeValue | undefined {
  const { stop, isImportant } = withoutImportance(tokens, start, end);
  const writer = new ValueWriter(tokens, property, pictureOf);
  const text = writer.write(start, stop);
  if (text === undefined || text === '') {
    return undefined;
  }
  return { text: isImportant ? `${text} !important` : text, lacksPicture: writer.lacksPicture };
}

function withoutImportance(tokens: CssTokens, start: number, end: number): { stop: number; isImportant: boolean } {
  const last = lastBefore(tokens, start, end);
  if (tokens.kind(last) === kind.ident && tokens.name(last).toLowerCase() === 'important') {
    const mark = lastBefore(tokens, start, last);
    if (tokens.isDelim(mark, '!')) {
      return { stop: mark, isImportant: true };
    }
  }
  return { stop: end, isImportant: false };
}

function lastBefore(tokens: CssTokens, start: number, end: number): number {
  let index = end - 1;
  while (index > start && tokens.isBlank(index)) {
    index -= 1;
  }
  return index;
}

class ValueWriter {
  lacksPicture = false;
  /** Addresses of pictures do not count as length of the value. */
  pictureLength = 0;

  constructor(
    private readonly tokens: CssTokens,
    private readonly property: string,
    private readonly pictureOf: PictureOf,
  ) {}

  write(start: number, end: number): string | undefined {
    let text = '';
    let depth = 0;
    let endsInSpace = false;
    let index = start;
    while (index < end) {
      if (text.length > longestValue + this.pictureLength) {
        return undefined;
      }
      const type = this.tokens.kind(index);
      if (type === kind.function && this.tokens.name(index).toLowerCase() === 'url') {
        const part = this.#quotedPicture(index, end);
        if (part === undefined) {
          return undefined;
        }
        text += part;
        endsInSpace = false;
        index = this.tokens.closing(index, end) + 1;
        continue;
      }
      depth += change(type);
      const isOpen = change(type) > 0 && this.tokens.closing(index, end) === end;
      const part = isOpen || depth < 0 || depth > deepestBrackets ? undefined : this.#part(index, type);
      if (part === undefined) {
        return undefined;
      }
      // White space and comments both separate their neighbours.
      text += part === ' ' && endsInSpace ? '' : part;
      endsInSpace = part === ' ';
      index += 1;
    }
    return depth === 0 ? text.trim() : undefined;
  }

  #part(index: number, type: number): string | undefined {
    switch (type) {
      case kind.whiteSpace:
      case kind.comment:
        return ' ';
      case kind.ident:
        return plain(this.tokens.name(index));
      case kind.function:
        return this.#function(index);
      case kind.hash: {
        const digits = this.tokens.name(index);
        return colourDigits.test(digits) ? `#${digits}` : undefined;
      }
      case kind.string:
        return this.#string(index);
      case kind.url:
        return this.#picture(this.tokens.value(index));
      case kind.number:
      case kind.percentage:
        return this.tokens.text(index);
      case kind.dimension:
        return this.#dimension(index);
      case kind.comma:
        return ',';
      case kind.openRound:
        return '(';
      case kind.closeRound:
        return ')';
      case kind.openSquare:
      case kind.closeSquare:
        return bracketProperties.has(this.property) ? this.tokens.text(index) : undefined;
      case kind.delim:
        return knownDelims.has(this.tokens.text(index)) ? this.tokens.text(index) : undefined;
      default:
        return undefined;
    }
  }

  #function(index: number): string | undefined {
    const name = this.tokens.name(index).toLowerCase();
    return allowedFunctions.has(name) ? `${name}(` : undefined;
  }

  #string(index: number): string | undefined {
    const text = this.tokens.value(index);
    const isTooLong = this.property === 'content' && text.length > longestContent;
    if (!stringProperties.has(this.property) || isTooLong || /[\u0000-\u001f\u007f]/.test(text)) {
      return undefined;
    }
    return stringCodec.encode(text, this.tokens.text(index).startsWith("'")).replaceAll('<', '\\3c ');
  }

  #dimension(index: number): string | undefined {
    const text = this.tokens.text(index);
    const unit = /[a-z]+$/i.exec(text)?.[0].toLowerCase() ?? '';
    if (text.includes('\\') || !plainName.test(unit)) {
      return undefined;
    }
    return viewportHeightUnits.test(unit) && !mayDependOnViewportHeight(this.property)
      ? fixedLength(Number.parseFloat(text), unit, this.property)
      : text;
  }

  /** `url("…")`: the function with nothing but one string in it. */
  #quotedPicture(index: number, end: number): string | undefined {
    const close = this.tokens.closing(index, end);
    const first = this.tokens.skipBlanks(index + 1, close);
    const isAlone = this.tokens.kind(first) === kind.string && this.tokens.skipBlanks(first + 1, close) === close;
    return isAlone ? this.#picture(this.tokens.value(first)) : undefined;
  }

  #picture(address: string): string | undefined {
    if (this.property === 'list-style') {
      return 'none';
    }
    if (!pictureProperties.has(this.property)) {
      return undefined;
    }
    const shown = this.pictureOf(address);
    if (shown === undefined) {
      this.lacksPicture = true;
      return 'none';
    }
    const text = `url("${percentEncoded(shown)}")`;
    this.pictureLength += text.length;
    return text;
  }
}

/** The usual window height of senders' tests, in place of a missing height. */
const pixelsOfViewportHeight = 6;
const mostViewportHeights = 200;

function fixedLength(count: number, unit: string, property: string): string | undefined {
  if (/(?:height|block-size|^grid|^flex)/.test(property) || !(Math.abs(count) <= mostViewportHeights)) {
    return undefined;
  }
  const pixels = `${Math.round(count * pixelsOfViewportHeight * 100) / 100}px`;
  const isEither = unit.endsWith('min') || unit.endsWith('max');
  return isEither && count > 0 ? `${unit.slice(-3)}(${count}vw,${pixels})` : pixels;
}

function change(type: number): number {
  switch (type) {
    case kind.function:
    case kind.openRound:
    case kind.openSquare:
      return 1;
    case kind.closeRound:
    case kind.closeSquare:
      return -1;
    default:
      return 0;
  }
}

function plain(name: string): string | undefined {
  return plainName.test(name) ? name : undefined;
}

/** Characters that could end the string or the function are written as escapes. */
function percentEncoded(address: string): string {
  return address.replace(/["'()\\<>\s]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
