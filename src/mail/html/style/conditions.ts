import { allowedFunctions } from './properties.js';
import { type CssTokens, kind } from './tokens.js';

/**
 * Features that a message may query. Those of the viewport's height are not among them: the frame is as high as its
 * content.
 */
const features = new Set(
  `width device-width device-height orientation resolution color monochrome hover any-hover pointer any-pointer
  prefers-color-scheme prefers-reduced-motion -webkit-device-pixel-ratio grid`.split(/\s+/),
);
const mediaTypes = new Set(['all', 'print', 'screen']);
const mediaWords = new Set(['and', 'not', 'only', 'or']);
const longest = 60;
const mostQueries = 20;

/** The permitted queries of an `@media` rule; undefined when none is left. */
export function safeMediaQueries(tokens: CssTokens, start: number, end: number): string | undefined {
  const queries: string[] = [];
  let from = start;
  for (let index = start; index <= end; index = tokens.closing(index, end) + 1) {
    if (index === end || tokens.kind(index) === kind.comma) {
      const query = mediaQuery(tokens, from, index);
      if (query !== undefined && queries.length < mostQueries) {
        queries.push(query);
      }
      from = index + 1;
    }
  }
  return queries.length === 0 ? undefined : queries.join(', ');
}

function mediaQuery(tokens: CssTokens, start: number, end: number): string | undefined {
  if (end - start > longest) {
    return undefined;
  }
  const parts: string[] = [];
  for (let index = tokens.skipBlanks(start, end); index < end; index = tokens.skipBlanks(index + 1, end)) {
    const part = mediaPart(tokens, index, end);
    if (part === undefined) {
      return undefined;
    }
    index = tokens.closing(index, end);
    parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join(' ');
}

function mediaPart(tokens: CssTokens, index: number, end: number): string | undefined {
  if (tokens.kind(index) === kind.ident) {
    const name = tokens.name(index).toLowerCase();
    return mediaTypes.has(name) || mediaWords.has(name) ? name : undefined;
  }
  const close = tokens.closing(index, end);
  return tokens.kind(index) === kind.openRound && close < end ? mediaFeature(tokens, index + 1, close) : undefined;
}

/** `(max-width: 600px)`, `(400px <= width < 700px)`, `(orientation)`, or a condition in brackets. */
function mediaFeature(tokens: CssTokens, start: number, end: number): string | undefined {
  const first = tokens.skipBlanks(start, end);
  const isNested = tokens.kind(first) === kind.openRound;
  const isNegation = tokens.kind(first) === kind.ident && tokens.name(first).toLowerCase() === 'not';
  if (isNested || isNegation) {
    const condition = mediaQuery(tokens, start, end);
    return condition === undefined ? undefined : `(${condition})`;
  }
  const text = plainText(tokens, start, end);
  const names = text
    ?.match(/-?[a-z][a-z-]*(?![a-z\d%-])/g)
    ?.map((name) => name.replace(/^(-webkit-)?(?:min|max)-/, '$1'));
  const isKnown = names?.some((name) => features.has(name)) ?? false;
  const isAsked = names?.every((name) => features.has(name) || featureWords.has(name)) ?? false;
  return text !== undefined && isKnown && isAsked ? `(${text})` : undefined;
}

const featureWords = new Set(
  `portrait landscape dark light reduce no-preference none hover fine coarse px em rem pt cm mm in pc dpi dppx dpcm x`.split(
    ' ',
  ),
);

const conditionDelims = new Set(['<', '>', '=', '/', '-', '+', '*', '.', '!']);

function plainText(tokens: CssTokens, start: number, end: number): string | undefined {
  let text = '';
  for (let index = start; index < end; index += 1) {
    const source = tokens.text(index);
    const part = tokens.isBlank(index) ? ' ' : isPlain(tokens, index, source) ? source : undefined;
    // Not a function, but it looks like one: `#url(`.
    const isBehindName = part === '(' && /[\w%-]$/.test(text);
    if (part === undefined || isBehindName) {
      return undefined;
    }
    text += part;
  }
  return text.trim().toLowerCase();
}

function isPlain(tokens: CssTokens, index: number, source: string): boolean {
  switch (tokens.kind(index)) {
    case kind.ident:
    case kind.number:
    case kind.percentage:
    case kind.dimension:
    case kind.hash:
      return /^[#\w.%+-]+$/.test(source);
    case kind.colon:
    case kind.comma:
    case kind.openRound:
    case kind.closeRound:
      return true;
    case kind.function:
      return allowedFunctions.has(tokens.name(index).toLowerCase()) && !source.includes('\\');
    case kind.delim:
      return conditionDelims.has(source);
    default:
      return false;
  }
}

/** The condition of `@supports`: it only queries, so it may contain any plain declaration. */
export function safeSupportsCondition(tokens: CssTokens, start: number, end: number): string | undefined {
  const text = end - start > longest ? undefined : plainText(tokens, start, end);
  return text === undefined || text === '' || /[<>]/.test(text) ? undefined : text;
}
