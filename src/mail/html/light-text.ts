import type { AttributeRules, LightText } from './attribute-rules.js';
import { type ChildNode, type ElementNode, isElement, isText } from './message-tree.js';
import { attributeOf, namesOf, RuleIndex, type SheetRule } from './rule-targets.js';
import { attributeColour, hasColour, isLight } from './style/colours.js';
import type { SafeDeclarations } from './style/declarations.js';

/** The backgrounds and the light text of a style sheet. */
class ColourFacts {
  readonly bare = new RuleIndex<true>();
  readonly filled = new RuleIndex<{ readonly isLight: boolean }>();
  readonly text = new RuleIndex<{ readonly isLight: boolean }>();

  constructor(rules: readonly SheetRule[]) {
    for (const { selectors, declarations } of rules) {
      this.#note(selectors, declarations);
    }
  }

  #note(selectors: readonly string[], { text, isBare }: SafeDeclarations): void {
    const background = backgroundIn(text);
    const colour = colourIn(text);
    if (isBare) {
      this.bare.add(selectors, true);
    }
    if (background !== undefined) {
      this.filled.add(selectors, { isLight: isLight(background) });
    }
    if (colour !== undefined) {
      this.text.add(selectors, { isLight: isLight(colour) });
    }
  }
}

function backgroundIn(style: string): string | undefined {
  const found = /(?:^|; )background(?:-color)?:([^;]*)/.exec(style)?.[1];
  return found !== undefined && hasColour(found) ? found : undefined;
}

function colourIn(style: string): string | undefined {
  return /(?:^|; )color:([^;]*)/.exec(style)?.[1];
}

/** Messages have far fewer; of larger ones only the beginning is read. */
const mostNodes = 20_000;

interface Surroundings {
  /** The nearest element whose background is not loaded, with nothing dark behind it. */
  readonly bare: ElementNode | undefined;
  readonly isPaperLight: boolean;
  readonly isTextLight: boolean;
}

/** An element itself, besides what is around its content. */
interface Looked extends Surroundings {
  /** Its light text was to lose its colour, and is readable. */
  readonly isOnDark: boolean;
}

/**
 * Elements whose background is not loaded and that have light text, by their styles and attributes. Rules are matched
 * by the last part of their selectors: one background too many does no harm.
 */
export function lightTextIn(
  body: ElementNode | undefined,
  sheet: readonly SheetRule[],
  rules: AttributeRules,
): LightText {
  const facts = new ColourFacts(sheet);
  const unreadable = new Set<ElementNode>();
  const onDark = new Set<ElementNode>();
  const start: Surroundings = { bare: undefined, isPaperLight: true, isTextLight: false };
  const waiting: [ChildNode, Surroundings][] = body === undefined ? [] : [[body, start]];
  let nodes = 0;
  for (let next = waiting.pop(); next !== undefined && nodes < mostNodes; next = waiting.pop()) {
    const [node, around] = next;
    nodes += 1;
    if (isElement(node)) {
      const inside = within(node, around, facts, rules);
      if (inside.isOnDark) {
        onDark.add(node);
      }
      for (let index = node.childNodes.length - 1; index >= 0; index -= 1) {
        const child = node.childNodes[index];
        if (child !== undefined) {
          waiting.push([child, inside]);
        }
      }
    } else if (around.bare !== undefined && around.isTextLight && isText(node) && node.value.trim() !== '') {
      unreadable.add(around.bare);
    }
  }
  return { unreadable, onDark };
}

function within(element: ElementNode, around: Surroundings, facts: ColourFacts, rules: AttributeRules): Looked {
  const attribute = (name: string): string => attributeOf(element, name);
  const style = rules.style(attribute('style'));
  const names = namesOf(element, rules.scope);
  const background = backgroundIn(style.text) ?? attributeColour(attribute('bgcolor'));
  const filled = background === undefined ? facts.filled.find(element, names) : { isLight: isLight(background) };
  const isPaperLight = filled?.isLight ?? around.isPaperLight;
  const lost = style.onDark === style.text || isPaperLight ? undefined : colourIn(style.onDark);
  const isOnDark = lost !== undefined && isLight(lost);
  const colour =
    lost ?? colourIn(style.text) ?? attributeColour(attribute('color')) ?? attributeColour(attribute('text'));
  const text = colour === undefined ? facts.text.find(element, names) : { isLight: isLight(colour) };
  const isTextLight = text?.isLight ?? around.isTextLight;
  if (filled !== undefined) {
    return { bare: undefined, isPaperLight, isTextLight, isOnDark };
  }
  const picture = nonEmpty(attribute('background'));
  const lacksPicture = picture !== undefined && rules.pictureOf(picture) === undefined;
  const isBare = isPaperLight && (style.isBare || lacksPicture || facts.bare.find(element, names) === true);
  return { bare: isBare ? element : around.bare, isPaperLight, isTextLight, isOnDark };
}

function nonEmpty(value: string): string | undefined {
  return value === '' ? undefined : value;
}
