import type { AttributeRules } from './attribute-rules.js';
import { allowedElements, isDroppedWithContent, replacedElements, voidElements } from './markup-rules.js';
import { type ChildNode, type ElementNode, isElement, isText } from './message-tree.js';

const htmlNamespace = 'http://www.w3.org/1999/xhtml';
/** Deeper than browsers nest; below, the text stays. */
const deepestNesting = 400;

/**
 * Writes a tree anew: known elements with their known attributes, the text of all others. Without recursion, so that no
 * depth of nesting matters.
 */
export class MessageWriter {
  #text = '';
  /** What is to be written, the next one last: a node, or the end tag of an element whose content is written. */
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
    if ((element.namespaceURI as string) !== htmlNamespace || isDroppedWithContent(tagName)) {
      return;
    }
    const written = replacedElements.get(tagName) ?? tagName;
    const isVoid = voidElements.has(written);
    if (!allowedElements.has(written) || (this.#depth > deepestNesting && !isVoid)) {
      this.#push(element.childNodes);
      return;
    }
    this.#text += startTag(written, this.rules.safeAttributes(written, element.attrs));
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

  #push(children: readonly ChildNode[]): void {
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) {
        this.#waiting.push(child);
      }
    }
  }
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
