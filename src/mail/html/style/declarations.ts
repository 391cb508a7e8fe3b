import { BoundedCache } from './bounded-cache.js';
import { hasColour, isLight } from './colours.js';
import { plainPieces } from './plain-pieces.js';
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

export interface SafeDeclarations {
  /** Rewritten; empty when nothing is left. */
  readonly text: string;
  /** Its text was to be read on a background that is not loaded. */
  readonly isBare: boolean;
  /** With the text colour that was removed for that reason: where the element behind it is dark, it is readable. */
  readonly onDark: string;
}

/** The permitted declarations of a `style` attribute. */
export function safeStyle(style: string, pictureOf: PictureOf): SafeDeclarations {
  return safePlain(style) ?? safeTokens(new CssTokens(style), pictureOf);
}

/**
 * The declarations between two tokens that can only change the look of their element. Text keeps its colour only where
 * its background was kept, too.
 */
export function safeDeclarations(
  tokens: CssTokens,
  start: number,
  end: number,
  pictureOf: PictureOf,
): SafeDeclarations {
  return safePlain(tokens.textBetween(start, end)) ?? together(readDeclarations(tokens, start, end, pictureOf));
}

function safeTokens(tokens: CssTokens, pictureOf: PictureOf): SafeDeclarations {
  return together(readDeclarations(tokens, 0, tokens.length, pictureOf));
}

/**
 * The same few declarations make up most mails. The cache contains nothing of a user: it depends on their text only, as
 * there is no address in it.
 */
const knownStyles = new BoundedCache<SafeDeclarations>();
const knownDeclarations = new BoundedCache<ReadDeclaration>();

/** Undefined for a text that takes a tokenizer. */
function safePlain(text: string): SafeDeclarations | undefined {
  const known = knownStyles.get(text);
  if (known !== undefined) {
    return known;
  }
  const pieces = plainPieces(text);
  if (pieces === undefined) {
    return undefined;
  }
  const safe = together(pieces.slice(0, mostDeclarations).map(plainDeclaration));
  knownStyles.set(text, safe);
  return safe;
}

function plainDeclaration(text: string): ReadDeclaration {
  const known = knownDeclarations.get(text);
  if (known !== undefined) {
    return known;
  }
  const tokens = new CssTokens(text);
  const read = declaration(tokens, 0, tokens.length, noPicture);
  knownDeclarations.set(text, read);
  return read;
}

function noPicture(): undefined {
  return undefined;
}

function readDeclarations(tokens: CssTokens, start: number, end: number, pictureOf: PictureOf): ReadDeclaration[] {
  const found: ReadDeclaration[] = [];
  let index = start;
  while (index < end && found.length < mostDeclarations) {
    const stop = endOfDeclaration(tokens, index, end);
    found.push(declaration(tokens, index, stop, pictureOf));
    index = stop + 1;
  }
  return found;
}

function together(found: readonly ReadDeclaration[]): SafeDeclarations {
  const kept: Declaration[] = [];
  let losesBackground = false;
  let lacksPicture = false;
  let isAnimated = false;
  for (const each of found) {
    losesBackground ||= each.losesBackground;
    lacksPicture ||= each.lacksPicture;
    isAnimated ||= each.isAnimated;
    if (each.kept !== undefined) {
      kept.push(each.kept);
    }
  }
  const isBare = (losesBackground || lacksPicture) && !hasBackgroundColour(kept);
  const isUnreadable = isBare ? losesBackground || hasLightText(kept) : losesBackground && isLightOnLight(kept);
  const seen = isAnimated ? kept.filter(({ property, value }) => !isInvisible(property, value)) : kept;
  const onDark = written(seen);
  const text = isUnreadable ? written(seen.filter(({ property }) => !textColourProperties.has(property))) : onDark;
  return { text, isBare, onDark };
}

function written(declarations: readonly Declaration[]): string {
  let text = '';
  for (const { property, value, gap } of declarations) {
    text += `${text === '' ? '' : '; '}${property}:${gap}${value}`;
  }
  return text;
}

/** A declaration ends at a semicolon outside of brackets. */
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
  readonly isAnimated: boolean;
}

const nothing: ReadDeclaration = { losesBackground: false, lacksPicture: false, isAnimated: false };
const animations = new Set(['animation', 'animation-name', '-webkit-animation', '-webkit-animation-name']);
const fadingProperties = new Set(['opacity', 'visibility']);

/** Content that an animation was to reveal; nothing moves here. */
function isInvisible(property: string, value: string): boolean {
  return fadingProperties.has(property) && /^(?:0*\.?0+%?|hidden)\b/.test(value);
}

function declaration(tokens: CssTokens, start: number, end: number, pictureOf: PictureOf): ReadDeclaration {
  const name = tokens.skipBlanks(start, end);
  const colon = tokens.skipBlanks(name + 1, end);
  if (tokens.kind(name) !== kind.ident || tokens.kind(colon) !== kind.colon || colon >= end) {
    return nothing;
  }
  const property = tokens.name(name).toLowerCase();
  if (!isAllowedProperty(property)) {
    return animations.has(property) ? { ...nothing, isAnimated: true } : nothing;
  }
  const first = tokens.skipBlanks(colon + 1, end);
  const value = safeValue(tokens, first, end, property, pictureOf);
  if (value === undefined) {
    return { ...nothing, losesBackground: backgroundColourProperties.has(property) && first < end };
  }
  const gap = first > colon + 1 ? ' ' : '';
  return { ...nothing, kept: { property, value: value.text, gap }, lacksPicture: value.lacksPicture };
}

function hasBackgroundColour(declarations: readonly Declaration[]): boolean {
  return declarations.some(
    ({ property, value }) =>
      (backgroundColourProperties.has(property) || pictureProperties.has(property)) && hasColour(value),
  );
}

function isLightOnLight(declarations: readonly Declaration[]): boolean {
  const background = declarations.findLast(({ property }) => backgroundColourProperties.has(property));
  return hasLightText(declarations) && isLight(background?.value ?? '');
}

function hasLightText(declarations: readonly Declaration[]): boolean {
  return isLight(declarations.findLast(({ property }) => property === 'color')?.value ?? '');
}
