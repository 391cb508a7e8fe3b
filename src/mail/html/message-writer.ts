import type { AttributeRules } from './attribute-rules.js';
import { allowedElements, isDroppedWithContent, replacedElements, voidElements } from './markup-rules.js';
import { type ChildNode, type ElementNode, isElement, isText } from './message-tree.js';
import { insteadOfMedia, textOfDrawing } from './unshown-content.js';

const htmlNamespace = 'http://www.w3.org/1999/xhtml';
/** Deeper than browsers nest; below it only the text stays. */
const deepestNesting = 400;

/**
 * Rewrites a tree: known elements with their known attributes, the text of all others. Without recursion, so that no
 * depth of nesting matters.
 */
export class MessageWriter {
  #text = '';
  /** The parts to write, the next one last: a node, or the end tag of an element whose content is written. */
  readonly #waiting: (ChildNode | string)[] = [];
  #depth = 0;

  constructor(private readonly rules: AttributeRules) {}

  write(children: readonly ChildNode[]): string {
    this.#push(children);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (typeof next === 'string') {
        this.#text += next;
        this.#depth -= 1;
      } else if (isText(next)) {
        this.#text += escapedText(next.value);
      } else if (isElement(next)) {
        this.#element(next);
      }
    }
    return this.#text;
  }

  #element(element: ElementNode): void {
    const { tagName } = element;
    if ((element.namespaceURI as string) !== htmlNamespace) {
      this.#text += escapedText(textOfDrawing(element));
      return;
    }
    if (tagName === 'video' || tagName === 'audio') {
      this.#push(insteadOfMedia(element));
      return;
    }
    if (isDroppedWithContent(tagName) || (tagName === 'dialog' && !isOpen(element))) {
      return;
    }
    const written = this.#writtenAs(element);
    const isVoid = written !== undefined && voidElements.has(written);
    if (written === undefined || (this.#depth > deepestNesting && !isVoid)) {
      this.#push(element.childNodes);
      return;
    }
    this.#text += startTag(written, this.#attributes(written, element));
    if (isVoid) {
      return;
    }
    this.#waiting.push(`</${written}>`);
    this.#depth += 1;
    this.#push(element.childNodes);
    // Parsers drop the first line break of a `pre`.
    if (written === 'pre' && startsWithLineBreak(element)) {
      this.#text += '\n';
    }
  }

  /** The element that replaces this one; undefined when only its text stays. */
  #writtenAs({ tagName, attrs }: ElementNode): string | undefined {
    const known = replacedElements.get(tagName) ?? tagName;
    if (allowedElements.has(known)) {
      return known;
    }
    // Browsers show elements that they don't know as `span`.
    return attrs.length > 0 && this.rules.safeAttributes('span', attrs).size > 0 ? 'span' : undefined;
  }

  #attributes(written: string, element: ElementNode): ReadonlyMap<string, string> {
    const { tagName } = element;
    const kept = this.rules.attributesOf(written, element);
    const mark = written === tagName ? undefined : this.rules.scope.marks.get(tagName);
    if (mark === undefined) {
      return kept;
    }
    const names = kept.get('class');
    return new Map([...kept, ['class', names === undefined ? mark : `${names} ${mark}`]]);
  }

  #push(children: readonly ChildNode[]): void {
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) {
        this.#waiting.push(child);
      }
    }
  }
}

function isOpen({ attrs }: ElementNode): boolean {
  return attrs.some(({ name }) => name === 'open');
}

function startsWithLineBreak({ childNodes: [first] }: ElementNode): boolean {
  return first !== undefined && isText(first) && first.value.startsWith('\n');
}

export function startTag(tagName: string, attributes: ReadonlyMap<string, string>): string {
  let written = '';
  for (const [name, value] of attributes) {
    written += ` ${name}="${escapedValue(value)}"`;
  }
  return voidElements.has(tagName) ? `<${tagName}${written} />` : `<${tagName}${written}>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapedText(text: string): string {
  return /[&<>\0]/.test(text) ? text.replace(/[&<>]/g, (mark) => entities[mark] ?? '').replaceAll('\0', '') : text;
}

function escapedValue(value: string): string {
  return /[&<>"\0]/.test(value) ? value.replace(/[&<>"]/g, (mark) => entities[mark] ?? '').replaceAll('\0', '') : value;
}
