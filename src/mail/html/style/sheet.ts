import type { MessageScope } from '../scope.js';
import { safeMediaQueries, safeSupportsCondition } from './conditions.js';
import { type SafeDeclarations, safeDeclarations } from './declarations.js';
import { safeSelectors } from './selectors.js';
import { CssTokens, kind } from './tokens.js';
import type { PictureOf } from './values.js';

const deepestConditions = 3;

/** The limit of a message's style sheets: many times that of the largest newsletters. */
export interface SheetBudget {
  rules: number;
  characters: number;
}

export function sheetBudget(): SheetBudget {
  return { rules: 6_000, characters: 400_000 };
}

interface SheetContext {
  readonly scope: MessageScope;
  readonly pictureOf: PictureOf;
  readonly budget: SheetBudget;
  /** Called with each rule that stays. */
  readonly onRule?: (rule: {
    readonly selectors: readonly string[];
    readonly declarations: SafeDeclarations;
    readonly isConditional: boolean;
  }) => void;
}

/**
 * The rules of a style sheet that can only change the look inside their message, rewritten. Known rules stay, with
 * `@media` and `@supports`; every other at-rule is removed with its content.
 */
export function safeSheet(source: string, context: SheetContext): string {
  const { budget } = context;
  if (source.length > budget.characters) {
    return '';
  }
  budget.characters -= source.length;
  const tokens = new CssTokens(source);
  return rules(tokens, 0, tokens.length, 0, context);
}

function rules(tokens: CssTokens, start: number, end: number, depth: number, context: SheetContext): string {
  const { budget } = context;
  let text = '';
  let index = start;
  while (index < end && budget.rules > 0) {
    const type = tokens.kind(index);
    // Word writes its sheets in HTML comments; browsers skip their delimiters.
    if (tokens.isBlank(index) || type === kind.cdo || type === kind.cdc) {
      index += 1;
      continue;
    }
    const isAtRule = type === kind.atKeyword;
    const block = endOfPrelude(tokens, index, end, isAtRule);
    const hasBlock = block < end && tokens.kind(block) === kind.openCurly;
    const close = hasBlock ? tokens.closing(block, end) : block;
    if (hasBlock) {
      budget.rules -= 1;
      text += isAtRule
        ? atRule(tokens, index, block, close, depth, context)
        : styleRule(tokens, index, block, close, depth, context);
    }
    index = close + 1;
  }
  return text;
}

/** A rule's block begins at the first curly bracket outside of other brackets; an at-rule may end without one. */
function endOfPrelude(tokens: CssTokens, start: number, end: number, isAtRule: boolean): number {
  let index = start;
  while (index < end) {
    const type = tokens.kind(index);
    if (type === kind.openCurly || (isAtRule && type === kind.semicolon)) {
      return index;
    }
    index = tokens.closing(index, end) + 1;
  }
  return end;
}

function atRule(
  tokens: CssTokens,
  start: number,
  block: number,
  close: number,
  depth: number,
  context: SheetContext,
): string {
  const name = tokens.name(start).toLowerCase();
  if (depth >= deepestConditions || (name !== 'media' && name !== 'supports')) {
    return '';
  }
  const condition =
    name === 'media' ? safeMediaQueries(tokens, start + 1, block) : safeSupportsCondition(tokens, start + 1, block);
  const inside = condition === undefined ? '' : rules(tokens, block + 1, close, depth + 1, context);
  return inside === '' ? '' : `@${name} ${condition ?? ''}{${inside}}`;
}

function styleRule(
  tokens: CssTokens,
  start: number,
  block: number,
  close: number,
  depth: number,
  context: SheetContext,
): string {
  const selectors = safeSelectors(tokens, start, block, context.scope);
  if (selectors === undefined) {
    return '';
  }
  const declarations = safeDeclarations(tokens, block + 1, close, context.pictureOf);
  context.onRule?.({ selectors, declarations, isConditional: depth > 0 });
  return declarations.text === '' ? '' : `${selectors.join(',')}{${declarations.text}}\n`;
}
