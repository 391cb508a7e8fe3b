import type { AttributeRules } from './attribute-rules.js';
import { type ChildNode, type ElementNode, isElement, isText } from './message-tree.js';
import type { MessageScope } from './scope.js';
import { hasColour, isLight } from './style/colours.js';
import type { SafeDeclarations } from './style/declarations.js';

/** What an element needs to be meant by a rule, by the last part of its selector. */
interface Target {
  readonly type: string | undefined;
  readonly names: readonly string[];
}

export interface SheetRule {
  readonly selectors: readonly string[];
  readonly declarations: SafeDeclarations;
}

/** What a style sheet says of backgrounds and of light text. */
class ColourFacts {
  readonly bare: Target[] = [];
  readonly filled: (Target & { readonly isLight: boolean })[] = [];
  readonly text: (Target & { readonly isLight: boolean })[] = [];

  constructor(rules: readonly SheetRule[]) {
    for (const { selectors, declarations } of rules) {
      this.#note(selectors, declarations);
    }
  }

  #note(selectors: readonly string[], { text, isBare }: SafeDeclarations): void {
    const background = backgroundIn(text);
    const colour = colourIn(text);
    for (const target of isBare || background !== undefined || colour !== undefined ? selectors.map(targetOf) : []) {
      if (isBare) {
        this.bare.push(target);
      }
      if (background !== undefined) {
        this.filled.push({ ...target, isLight: isLight(background) });
      }
      if (colour !== undefined) {
        this.text.push({ ...target, isLight: isLight(colour) });
      }
    }
  }
}

function targetOf(selector: string): Target {
  const last =
    selector
      .replace(/\([^()]*\)/g, '')
      .split(/[\s>+~]+/)
      .at(-1) ?? '';
  return { type: /^[a-z][a-z\d]*/.exec(last)?.[0], names: last.match(/[.#](?:[\w-]|[^\u0000-\u007f])+/g) ?? [] };
}

function backgroundIn(style: string): string | undefined {
  const found = /(?:^|; )background(?:-color)?:([^;]*)/.exec(style)?.[1];
  return found !== undefined && hasColour(found) ? found : undefined;
}

function colourIn(style: string): string | undefined {
  return /(?:^|; )color:([^;]*)/.exec(style)?.[1];
}

interface Surroundings {
  /** The nearest element whose background does not come, with nothing dark behind it. */
  readonly bare: ElementNode | undefined;
  readonly isPaperLight: boolean;
  readonly isTextLight: boolean;
}

/**
 * Elements whose background picture does not come and on which light text would be read, by what styles and attributes
 * say of them. Rules are looked at by the last part of their selectors: one background too many does no harm.
 */
export function unreadableElements(
  body: ElementNode | undefined,
  sheet: readonly SheetRule[],
  rules: AttributeRules,
): ReadonlySet<ElementNode> {
  const facts = new ColourFacts(sheet);
  const found = new Set<ElementNode>();
  const start: Surroundings = { bare: undefined, isPaperLight: true, isTextLight: false };
  const waiting: [ChildNode, Surroundings][] = body === undefined ? [] : [[body, start]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, around] = next;
    if (isElement(node)) {
      const inside = within(node, around, facts, rules);
      waiting.push(...node.childNodes.map((child): [ChildNode, Surroundings] => [child, inside]));
    } else if (around.bare !== undefined && around.isTextLight && isText(node) && node.value.trim() !== '') {
      found.add(around.bare);
    }
  }
  return found;
}

function within(element: ElementNode, around: Surroundings, facts: ColourFacts, rules: AttributeRules): Surroundings {
  const attribute = (name: string): string => element.attrs.find((each) => each.name === name)?.value ?? '';
  const style = rules.style(attribute('style'));
  const names = namesOf(attribute('class'), attribute('id'), rules.scope);
  const isMeant = ({ type, names: wanted }: Target): boolean =>
    (type === undefined ? wanted.length > 0 : type === element.tagName) && wanted.every((name) => names.has(name));
  const background = backgroundIn(style.text) ?? nonEmpty(attribute('bgcolor'));
  const filled = background === undefined ? facts.filled.findLast(isMeant) : { isLight: isLight(background) };
  const colour = colourIn(style.text) ?? nonEmpty(attribute('color')) ?? nonEmpty(attribute('text'));
  const text = colour === undefined ? facts.text.findLast(isMeant) : { isLight: isLight(colour) };
  const isPaperLight = filled?.isLight ?? around.isPaperLight;
  const isTextLight = text?.isLight ?? around.isTextLight;
  if (filled !== undefined) {
    return { bare: undefined, isPaperLight, isTextLight };
  }
  const picture = nonEmpty(attribute('background'));
  const lacksPicture = picture !== undefined && rules.pictureOf(picture) === undefined;
  const isBare = isPaperLight && (style.isBare || lacksPicture || facts.bare.some(isMeant));
  return { bare: isBare ? element : around.bare, isPaperLight, isTextLight };
}

const noNames: ReadonlySet<string> = new Set();

/** As selectors write them. */
function namesOf(classes: string, id: string, scope: MessageScope): ReadonlySet<string> {
  if (classes === '' && id === '') {
    return noNames;
  }
  const scoped = scope.names(classes).split(' ');
  return new Set([...scoped.map((name) => `.${name}`), `#${scope.name(id)}`]);
}

function nonEmpty(value: string): string | undefined {
  return value === '' ? undefined : value;
}
