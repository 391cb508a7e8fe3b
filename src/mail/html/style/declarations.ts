import {
  backgroundColourProperties,
  isAllowedProperty,
  pictureProperties,
  textColourProperties,
} from './properties.js';
import { CssTokens, kind } from './tokens.js';
import { type PictureOf, safeValue } from './values.js';

interface Declaration {
  readonly property: string;
  readonly value: string;
  /** As it was written: some style sheets select by the text of a style attribute. */
  readonly gap: string;
}

const mostDeclarations = 300;

/** What a `style` attribute may say, or an empty text. */
export function safeStyle(style: string, pictureOf: PictureOf): string {
  const tokens = new CssTokens(style);
  return safeDeclarations(tokens, 0, tokens.length, pictureOf);
}

/**
 * The declarations between two tokens that can only change how things look in their place. Text keeps its colour only
 * where what it is read on was kept, too.
 */
export function safeDeclarations(tokens: CssTokens, start: number, end: number, pictureOf: PictureOf): string {
  const kept: Declaration[] = [];
  let losesBackground = false;
  let lacksPicture = false;
  let index = start;
  while (index < end && kept.length < mostDeclarations) {
    const stop = endOfDeclaration(tokens, index, end);
    const read = declaration(tokens, index, stop, pictureOf);
    losesBackground ||= read.losesBackground;
    lacksPicture ||= read.lacksPicture;
    if (read.kept !== undefined) {
      kept.push(read.kept);
    }
    index = stop + 1;
  }
  const isUnreadable = losesBackground || (lacksPicture && !hasBackgroundColour(kept) && hasLightText(kept));
  return kept
    .filter(({ property }) => !isUnreadable || !textColourProperties.has(property))
    .map(({ property, value, gap }) => `${property}:${gap}${value}`)
    .join('; ');
}

/** A declaration ends at a semicolon that stands in no bracket. */
function endOfDeclaration(tokens: CssTokens, start: number, end: number): number {
  let index = start;
  while (index < end && tokens.kind(index) !== kind.semicolon) {
    index = tokens.closing(index, end) + 1;
  }
  return Math.min(index, end);
}

interface ReadDeclaration {
  readonly kept?: Declaration;
  readonly losesBackground: boolean;
  readonly lacksPicture: boolean;
}

const nothing: ReadDeclaration = { losesBackground: false, lacksPicture: false };

function declaration(tokens: CssTokens, start: number, end: number, pictureOf: PictureOf): ReadDeclaration {
  const name = tokens.skipBlanks(start, end);
  const colon = tokens.skipBlanks(name + 1, end);
  if (tokens.kind(name) !== kind.ident || tokens.kind(colon) !== kind.colon || colon >= end) {
    return nothing;
  }
  const property = tokens.name(name).toLowerCase();
  if (!isAllowedProperty(property)) {
    return nothing;
  }
  const first = tokens.skipBlanks(colon + 1, end);
  const value = safeValue(tokens, first, end, property, pictureOf);
  if (value === undefined) {
    return { losesBackground: backgroundColourProperties.has(property) && first < end, lacksPicture: false };
  }
  const gap = first > colon + 1 ? ' ' : '';
  return { kept: { property, value: value.text, gap }, losesBackground: false, lacksPicture: value.lacksPicture };
}

const backgroundWords = new Set(
  `none transparent inherit initial unset auto repeat repeat-x repeat-y no-repeat space round scroll fixed local cover
  contain top right bottom left center border-box padding-box content-box text important url`.split(/\s+/),
);

function hasBackgroundColour(declarations: readonly Declaration[]): boolean {
  return declarations.some(({ property, value }) => {
    const isBackground = backgroundColourProperties.has(property) || pictureProperties.has(property);
    const words = value.toLowerCase().match(/#[\da-f]+|[a-z][a-z-]+\(?/g) ?? [];
    return isBackground && words.some((word) => !backgroundWords.has(word));
  });
}

const lightest = 0x99;

/** White and what is near to it, as far as mails write it. */
function hasLightText(declarations: readonly Declaration[]): boolean {
  const colour = declarations.findLast(({ property }) => property === 'color')?.value.toLowerCase() ?? '';
  const digits = /^#([\da-f]{3,8})\b/.exec(colour)?.[1];
  if (digits === undefined) {
    return /^(?:white|rgba?\(\s*2[0-5]\d[\s,]+2[0-5]\d)/.test(colour);
  }
  const wide = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].every((at) => Number.parseInt(wide.slice(at, at + 2), 16) >= lightest);
}
