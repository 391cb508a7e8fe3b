import { defaultTreeAdapter, type DefaultTreeAdapterMap, Parser, type Token } from 'parse5';

type Element = DefaultTreeAdapterMap['element'];
export type ElementNode = Element;
export type ChildNode = DefaultTreeAdapterMap['childNode'];

export interface MessageTree {
  readonly html: Element | undefined;
  readonly head: Element | undefined;
  readonly body: Element | undefined;
}

/** The message has more elements, or nests them deeper, than anything that a person would read. */
export class TooComplexError extends Error {}

const mostElements = 60_000;
const deepestNesting = 1_000;

/**
 * The tree that a browser without scripts builds from the message. Nothing of it is trusted yet.
 * @throws TooComplexError
 */
export function messageTree(source: string): MessageTree {
  // Frames of `srcdoc` are never in quirks mode, so neither is the tree.
  const document = MailParser.parse(`<!doctype html>${source}`, {
    scriptingEnabled: false,
    treeAdapter: boundedAdapter(),
  });
  const html = elementIn(document, 'html');
  return { html, head: elementIn(html, 'head'), body: elementIn(html, 'body') };
}

export function isElement(node: ChildNode): node is Element {
  return defaultTreeAdapter.isElementNode(node);
}

export function isText(node: ChildNode): node is DefaultTreeAdapterMap['textNode'] {
  return defaultTreeAdapter.isTextNode(node);
}

const mostLookedAt = 500;

/** Whether anything in the element, itself included, matches; it stops where there is very much. */
export function someWithin(element: ElementNode, isWanted: (node: ChildNode) => boolean): boolean {
  const waiting: ChildNode[] = [element];
  let looked = 0;
  for (let node = waiting.pop(); node !== undefined && looked < mostLookedAt; node = waiting.pop()) {
    looked += 1;
    if (isWanted(node)) {
      return true;
    }
    if (isElement(node)) {
      for (const child of node.childNodes) {
        waiting.push(child);
      }
    }
  }
  return false;
}

/** Office writes `<v:fill … />` and `<o:lock/>`; in HTML they would contain everything that follows. */
class MailParser extends Parser<DefaultTreeAdapterMap> {
  override onStartTag(token: Token.TagToken): void {
    if (!token.selfClosing || !token.tagName.includes(':')) {
      super.onStartTag(token);
    }
  }
}

function boundedAdapter(): typeof defaultTreeAdapter {
  let elements = 0;
  let depth = 0;
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespaceURI, attributes) {
      elements += 1;
      if (elements > mostElements) {
        throw new TooComplexError();
      }
      return defaultTreeAdapter.createElement(tagName, namespaceURI, attributes);
    },
    createCommentNode: () => ({ nodeName: '#comment', parentNode: null, data: '' }),
    onItemPush() {
      depth += 1;
      if (depth > deepestNesting) {
        throw new TooComplexError();
      }
    },
    onItemPop() {
      depth -= 1;
    },
  };
}

function elementIn(parent: DefaultTreeAdapterMap['parentNode'] | undefined, tagName: string): Element | undefined {
  return parent?.childNodes.find((child): child is Element => isElement(child) && child.tagName === tagName);
}
