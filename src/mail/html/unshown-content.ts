import { isDroppedWithContent } from './markup-rules.js';
import { type ChildNode, type ElementNode, isElement, isText, someWithin } from './message-tree.js';

/** Parts of formulas that browsers don't show. */
const unshown = new Set(['annotation', 'annotation-xml', 'desc', 'metadata', 'title']);

/** The text of a formula, and the words of a drawing: neither is shown as itself. */
export function textOfDrawing(drawing: ElementNode): string {
  const isFormula = drawing.tagName === 'math';
  const parts: string[] = [];
  const waiting: [node: ChildNode, isShown: boolean][] = [[drawing, isFormula]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, isShown] = next;
    if (isText(node) && isShown) {
      parts.push(node.value);
    } else if (isElement(node) && !unshown.has(node.tagName) && !isUnshownOfHtml(node)) {
      const isWords = isShown || node.tagName === 'text';
      for (let index = node.childNodes.length - 1; index >= 0; index -= 1) {
        const child = node.childNodes[index];
        if (child !== undefined) {
          waiting.push([child, isWords]);
        }
      }
    }
  }
  return parts.join('').replace(/\s+/g, ' ');
}

function isUnshownOfHtml({ tagName }: ElementNode): boolean {
  return tagName !== 'svg' && tagName !== 'math' && isDroppedWithContent(tagName);
}

/** The fallback of programs that play no film or sound: its pictures and links, or its poster. */
export function insteadOfMedia(media: ElementNode): readonly ChildNode[] {
  const wanted = media.tagName === 'video' ? 'img' : 'a';
  const instead = media.childNodes.filter((child) => isElement(child) && holds(child, wanted));
  const poster = media.attrs.find(({ name }) => name === 'poster');
  if (instead.length > 0 || poster === undefined) {
    return instead;
  }
  const others = media.attrs.filter(({ name }) => name !== 'src' && name !== 'poster');
  return [
    {
      ...media,
      tagName: 'img',
      nodeName: 'img',
      childNodes: [],
      attrs: [...others, { name: 'src', value: poster.value }],
    },
  ];
}

function holds(element: ElementNode, tagName: string): boolean {
  return someWithin(element, (node) => isElement(node) && node.tagName === tagName);
}
