const TAGS = new Set([
  'P',
  'DIV',
  'BR',
  'B',
  'STRONG',
  'I',
  'EM',
  'U',
  'S',
  'A',
  'UL',
  'OL',
  'LI',
  'BLOCKQUOTE',
  'H1',
  'H2',
  'H3',
  'H4',
  'PRE',
  'CODE',
  'HR',
  'TABLE',
  'THEAD',
  'TBODY',
  'TR',
  'TD',
  'TH',
  'SPAN',
]);
/** With what is in them: a style sheet is no text. */
const DROPPED = new Set([
  'SCRIPT',
  'STYLE',
  'TITLE',
  'HEAD',
  'META',
  'LINK',
  'IFRAME',
  'OBJECT',
  'EMBED',
  'TEMPLATE',
  'NOSCRIPT',
  'SVG',
  'MATH',
  'FORM',
  'INPUT',
  'BUTTON',
  'SELECT',
  'TEXTAREA',
  'IMG',
  'VIDEO',
  'AUDIO',
]);
const BLOCKS = new Set([
  'SECTION',
  'ARTICLE',
  'HEADER',
  'FOOTER',
  'MAIN',
  'CENTER',
  'H5',
  'H6',
  'DL',
  'DT',
  'DD',
  'ADDRESS',
  'FIGURE',
]);
const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/**
 * Rebuilds foreign HTML (pasted, quoted, or stored) from an allow-list, element by element: nothing is taken over that is
 * not named here. Only this may be put into the editor, because the editor is part of the app's own page.
 */
export function simpleHtml(html: string): string {
  const source = new DOMParser().parseFromString(html, 'text/html');
  const target = document.implementation.createHTMLDocument('');
  copyChildren(source.body, target.body, target);
  return target.body.innerHTML;
}

function copyChildren(from: Node, to: Node, owner: Document): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(owner.createTextNode(child.textContent ?? ''));
    } else if (child instanceof Element || child.nodeType === Node.ELEMENT_NODE) {
      copyElement(child as Element, to, owner);
    }
  }
}

function copyElement(element: Element, to: Node, owner: Document): void {
  const name = element.tagName.toUpperCase();
  if (DROPPED.has(name)) return;
  if (!TAGS.has(name) && !BLOCKS.has(name)) {
    copyChildren(element, to, owner);
    return;
  }
  const copy = owner.createElement(TAGS.has(name) ? name : 'DIV');
  if (name === 'A') copyLink(element, copy);
  const dir = element.getAttribute('dir');
  if (dir === 'rtl' || dir === 'ltr' || dir === 'auto') copy.setAttribute('dir', dir);
  copyChildren(element, copy, owner);
  to.appendChild(copy);
}

function copyLink(from: Element, to: Element): void {
  const href = from.getAttribute('href') ?? '';
  if (URL.canParse(href) && SCHEMES.includes(new URL(href).protocol)) to.setAttribute('href', href);
}
