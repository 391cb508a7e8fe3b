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
  'IMG',
]);
/** Removed with their content: a style sheet is no text. */
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
/** The span of a cell, and the size of a picture. */
const NUMBERS = ['colspan', 'rowspan', 'width', 'height', 'start'];

/** Pictures of the message itself, by content id. */
const ownPicture = /^cid:[^\s"'<>]{1,255}$/;

/**
 * Rebuilds foreign HTML (pasted, quoted, or stored) from an allow-list, element by element: everything else is dropped. Only this
 * output may be put into the editor, because the editor is part of the app's own page. Only pictures whose address matches stay;
 * the browser would load any other from a foreign server.
 */
export function simpleHtml(html: string, pictures: RegExp = ownPicture): string {
  const source = new DOMParser().parseFromString(html, 'text/html');
  // A document without a window: the browser loads nothing for it.
  const target = document.implementation.createHTMLDocument('');
  copyChildren(source.body, target.body, { owner: target, pictures });
  return target.body.innerHTML;
}

interface Rules {
  readonly owner: Document;
  readonly pictures: RegExp;
}

function copyChildren(from: Node, to: Node, rules: Rules): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(rules.owner.createTextNode(child.textContent ?? ''));
    } else if (child instanceof Element || child.nodeType === Node.ELEMENT_NODE) {
      copyElement(child as Element, to, rules);
    }
  }
}

function copyElement(element: Element, to: Node, rules: Rules): void {
  const name = element.tagName.toUpperCase();
  if (DROPPED.has(name)) {
    return;
  }
  if (name === 'IMG' && !rules.pictures.test(element.getAttribute('src') ?? '')) {
    return;
  }
  if (!TAGS.has(name) && !BLOCKS.has(name)) {
    copyChildren(element, to, rules);
    return;
  }
  const copy = rules.owner.createElement(TAGS.has(name) ? name : 'DIV');
  if (name === 'A') {
    copyLink(element, copy);
  }
  if (name === 'IMG') {
    copyPicture(element, copy);
  }
  for (const attribute of NUMBERS) {
    const value = element.getAttribute(attribute);
    if (value !== null && /^\d{1,4}$/.test(value)) {
      copy.setAttribute(attribute, value);
    }
  }
  const dir = element.getAttribute('dir');
  if (dir === 'rtl' || dir === 'ltr' || dir === 'auto') {
    copy.setAttribute('dir', dir);
  }
  copyChildren(element, copy, rules);
  to.appendChild(copy);
}

function copyPicture(from: Element, to: Element): void {
  to.setAttribute('src', from.getAttribute('src') ?? '');
  to.setAttribute('alt', from.getAttribute('alt') ?? '');
}

function copyLink(from: Element, to: Element): void {
  const href = from.getAttribute('href') ?? '';
  if (URL.canParse(href) && SCHEMES.includes(new URL(href).protocol)) {
    to.setAttribute('href', href);
  }
}
