import { replacedElements } from '../markup-rules.js';
import type { MessageScope } from '../scope.js';
import { safeAttributeSelector } from './attribute-selectors.js';
import { plainPseudoClasses, pseudoElements, selectorPseudoClasses, staticPseudoClasses } from './pseudo-names.js';
import { type CssTokens, identCodec, kind } from './tokens.js';

/**
 * The result for a selector: text to write, `never` when it is valid and can match nothing that is shown (its rule
 * keeps its other selectors), `invalid` when a browser would drop the whole rule.
 */
type Outcome = { readonly text: string; readonly isRooted: boolean } | 'never' | 'invalid';

const mostSelectors = 400;
const mostTokens = 120;
const mostCombinators = 10;
const deepestNesting = 2;
/** Characters that need no escape after the prefix that every name has. */
const plainName = /^[\w-]+$/;

/**
 * The selectors between two tokens, each scoped to the message; undefined when none is left. Specificity is unchanged:
 * the scope is given by `:where()`.
 */
export function safeSelectors(
  tokens: CssTokens,
  start: number,
  end: number,
  scope: MessageScope,
): readonly string[] | undefined {
  const selectors = split(tokens, start, end);
  if (selectors.length > mostSelectors) {
    return undefined;
  }
  const outcomes = selectors.map(([from, to]) => new SelectorReader(tokens, scope, 0).read(from, to));
  if (outcomes.includes('invalid')) {
    return undefined;
  }
  const texts = outcomes
    .filter((outcome) => typeof outcome === 'object')
    .map(({ text, isRooted }) => (isRooted ? text : `:where(.${scope.root}) ${text}`));
  return texts.length === 0 ? undefined : texts;
}

function split(tokens: CssTokens, start: number, end: number): [number, number][] {
  const parts: [number, number][] = [];
  let from = start;
  for (let index = start; index < end; index = tokens.closing(index, end) + 1) {
    if (tokens.kind(index) === kind.comma) {
      parts.push([from, index]);
      from = index + 1;
    }
  }
  return [...parts, [from, end]];
}

class SelectorReader {
  #index = 0;
  #end = 0;
  #text = '';
  #isRooted = false;
  #hasRootHere = false;
  #combinators = 0;
  #isEmptyCompound = true;
  #canMatch = true;
  /** The first part may be the message's `html`, which is the scope itself, and is not inside it. */
  #mayBeRoot = false;

  constructor(
    private readonly tokens: CssTokens,
    private readonly scope: MessageScope,
    private readonly depth: number,
  ) {}

  read(start: number, end: number): Outcome {
    this.#index = this.tokens.skipBlanks(start, end);
    this.#end = end;
    if (this.#index >= end) {
      return 'invalid';
    }
    if (end - start > mostTokens) {
      return 'never';
    }
    while (this.#index < this.#end) {
      if (!this.#step()) {
        return 'invalid';
      }
    }
    if (this.#isEmptyCompound) {
      return 'invalid';
    }
    if (!this.#canMatch || this.#combinators > mostCombinators) {
      return 'never';
    }
    return this.#mayBeRoot && !this.#isRooted
      ? { text: `:where(.${this.scope.root},.${this.scope.root} *)${this.#text}`, isRooted: true }
      : { text: this.#text, isRooted: this.#isRooted };
  }

  /** Reads one part; false when the selector is invalid. */
  #step(): boolean {
    const { tokens } = this;
    if (tokens.isBlank(this.#index) || ['>', '+', '~'].some((mark) => tokens.isDelim(this.#index, mark))) {
      return this.#combinator();
    }
    const at = this.#index;
    this.#index += 1;
    switch (tokens.kind(at)) {
      case kind.ident:
        return this.#isEmptyCompound && this.#type(tokens.name(at).toLowerCase());
      case kind.hash:
        return this.#name('#', tokens.name(at));
      case kind.openSquare:
        return this.#attribute(at);
      case kind.colon:
        return this.#pseudo();
      case kind.delim:
        return this.#delim(at);
      default:
        return false;
    }
  }

  #add(text: string): boolean {
    this.#text += text;
    this.#isEmptyCompound = false;
    return true;
  }

  #delim(at: number): boolean {
    if (this.tokens.isDelim(at, '*')) {
      return this.#isEmptyCompound && this.#add('*');
    }
    if (!this.tokens.isDelim(at, '.') || this.tokens.kind(this.#index) !== kind.ident) {
      return false;
    }
    const name = this.tokens.name(this.#index);
    this.#index += 1;
    return this.#name('.', name);
  }

  /** A class or an id by its name in this message; a name that could be markup matches nothing. */
  #name(mark: string, name: string): boolean {
    this.#canMatch &&= !/[<>"'\s\0]/.test(name);
    const scoped = this.scope.name(name);
    this.#mayBeRoot ||= this.#isUntypedStart() && this.scope.rootNames.has(scoped);
    return this.#add(this.#canMatch ? mark + (plainName.test(scoped) ? scoped : identCodec.encode(scoped)) : ':never');
  }

  #type(name: string): boolean {
    if (name === 'html') {
      return this.#root(`:is(div,html):where(.${this.scope.root})`);
    }
    if (name === 'body') {
      return this.#add(`:is(div,body):where(.${this.scope.body})`);
    }
    const replaced = replacedElements.get(name);
    if (replaced !== undefined) {
      return this.#add(`${replaced}:where(.${this.scope.mark(name)})`);
    }
    return /^[a-z][\w-]*$/.test(name) && this.#add(name);
  }

  /** Within the first part, which names no element. */
  #isUntypedStart(): boolean {
    return this.#combinators === 0 && this.depth === 0 && !/^[a-z*]/.test(this.#text);
  }

  /** The root is where the scope begins: anything beside it is outside of the message. */
  #root(text: string): boolean {
    this.#hasRootHere = true;
    this.#isRooted ||= this.#combinators === 0;
    this.#canMatch &&= this.#combinators === 0 && this.depth === 0;
    return this.#add(text);
  }

  #combinator(): boolean {
    const { tokens } = this;
    let mark = ' ';
    let marks = 0;
    while (this.#index < this.#end) {
      const isMark = tokens.kind(this.#index) === kind.delim && '>+~'.includes(tokens.text(this.#index));
      if (!isMark && !tokens.isBlank(this.#index)) {
        break;
      }
      if (isMark) {
        mark = tokens.text(this.#index);
        marks += 1;
      }
      this.#index += 1;
    }
    if (this.#index >= this.#end) {
      return marks === 0;
    }
    if (marks > 1 || this.#isEmptyCompound) {
      return false;
    }
    this.#canMatch &&= !(this.#hasRootHere && '+~'.includes(mark));
    this.#hasRootHere = false;
    this.#combinators += 1;
    this.#isEmptyCompound = true;
    this.#text += mark === ' ' ? ' ' : ` ${mark} `;
    return true;
  }

  #attribute(at: number): boolean {
    const close = this.tokens.closing(at, this.#end);
    this.#index = close + 1;
    if (close === this.#end) {
      return false;
    }
    const selector = safeAttributeSelector(this.tokens, at + 1, close, this.scope);
    if (selector === undefined) {
      return false;
    }
    this.#canMatch &&= selector !== 'never';
    const attribute = `${/^\[[\w-]+/.exec(selector)?.[0] ?? ''}]`;
    this.#mayBeRoot ||= this.#isUntypedStart() && this.scope.rootNames.has(attribute);
    return this.#add(selector);
  }

  #pseudo(): boolean {
    const { tokens } = this;
    const isElement = tokens.kind(this.#index) === kind.colon;
    const at = isElement ? this.#index + 1 : this.#index;
    if (at >= this.#end) {
      return false;
    }
    const name = tokens.name(at).toLowerCase();
    this.#index = at + 1;
    if (tokens.kind(at) === kind.function) {
      this.#index = tokens.closing(at, this.#end) + 1;
      return !isElement && this.#index <= this.#end && this.#functionalPseudo(name, at + 1, this.#index - 1);
    }
    if (tokens.kind(at) !== kind.ident) {
      return false;
    }
    if (pseudoElements.has(name)) {
      return this.#add(`::${name}`);
    }
    if (name === 'root' && !isElement) {
      return this.#root(`.${this.scope.root}`);
    }
    if (!isElement && plainPseudoClasses.has(name)) {
      return this.#add(`:${name}`);
    }
    // Known to browsers, but about forms, scroll bars or the page: nothing of a message.
    this.#canMatch = false;
    return (isElement ? name.startsWith('-webkit-') : staticPseudoClasses.has(name)) && this.#add(':never');
  }

  #functionalPseudo(name: string, start: number, end: number): boolean {
    if (name.startsWith('nth-')) {
      const argument = this.#plainText(start, end);
      const isCount = /^(?:odd|even|[+-]?\d*n?(?:\s*[+-]?\s*\d+)?)$/.test(argument) && argument !== '';
      const isKnown = /^nth-(?:last-)?(?:child|of-type)$/.test(name);
      return isCount && isKnown && this.#add(`:${name}(${argument})`);
    }
    if (name === 'lang' || name === 'dir') {
      const argument = this.#plainText(start, end);
      return /^[a-z-]+$/.test(argument) && this.#add(`:${name}(${argument})`);
    }
    if (!selectorPseudoClasses.has(name)) {
      this.#canMatch = false;
      return name === 'has' && this.#add(':never');
    }
    if (this.depth >= deepestNesting) {
      this.#canMatch = false;
      return this.#add(':never');
    }
    return this.#nested(name, split(this.tokens, start, end));
  }

  #nested(name: string, parts: readonly [number, number][]): boolean {
    const outcomes = parts.map(([from, to]) =>
      new SelectorReader(this.tokens, this.scope, this.depth + 1).read(from, to),
    );
    if (outcomes.includes('invalid')) {
      return false;
    }
    const texts = outcomes.filter((outcome) => typeof outcome === 'object').map(({ text }) => text);
    if (texts.length === 0) {
      // `:not()` of what matches nothing matches everything.
      this.#canMatch &&= name === 'not';
      return this.#add(name === 'not' ? ':not(:where(:not(*)))' : ':never');
    }
    return this.#add(`:${name}(${texts.join(',')})`);
  }

  #plainText(start: number, end: number): string {
    let text = '';
    for (let index = start; index < end; index += 1) {
      text += this.tokens.isBlank(index) ? ' ' : this.tokens.text(index);
    }
    return text.trim().toLowerCase();
  }
}
