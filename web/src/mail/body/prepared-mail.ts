import { foldQuotedHistory } from './quoted-history.js';
import { markDeceptiveLinks } from './link-warnings.js';

const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:', 'sms:', 'geo:'];
const picturePattern = /^\/api\/mail\/(?:messages\/[^/]+\/attachments\/[^/]+|pictures)$/;
const FORBIDDEN = 'script, iframe, frame, object, embed, form, base, meta, link, svg, math, template, portal';

export interface PreparedMail {
  /** Attributes for the frame's own `html` and `body`, which replace those of the message. */
  readonly htmlAttributes: string;
  readonly bodyAttributes: string;
  readonly styles: string;
  readonly content: string;
  /** Addresses of the service. An img element can't send the CSRF header, so the page loads the pictures and inserts them. */
  readonly pictures: readonly string[];
  /** The message has its own colours, made for a white background. */
  readonly hasOwnColours: boolean;
}

/**
 * Prepares the server's sanitised HTML for the frame. The server has removed all active content. This is the second layer of defence
 * (link schemes, no scripts), and the frame without scripts is the third.
 */
export function prepareMail(html: string): PreparedMail {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll(FORBIDDEN)) {
    element.remove();
  }
  const pictures = new Set<string>();
  for (const element of parsed.querySelectorAll('*')) {
    prepareElement(element, pictures);
  }
  const styles = [...parsed.querySelectorAll('style')].map((style) =>
    withPictureVariables(style.textContent, pictures),
  );
  for (const style of parsed.querySelectorAll('style')) {
    style.remove();
  }
  const root = parsed.body.querySelector(':scope > [data-mail="html"]');
  const body = root?.querySelector(':scope > [data-mail="body"]') ?? parsed.body;
  const hasOwnColours = bringsColours(parsed, styles);
  markDeceptiveLinks(body);
  foldQuotedHistory(body);
  return {
    htmlAttributes: attributesOf(root),
    bodyAttributes: attributesOf(body),
    styles: styles.map((text) => `<style>${text.replaceAll('<', '\\3c ')}</style>`).join(''),
    content: body.innerHTML,
    pictures: [...pictures],
    hasOwnColours,
  };
}

function prepareElement(element: Element, pictures: Set<string>): void {
  for (const name of element.getAttributeNames()) {
    if (name.startsWith('on')) {
      element.removeAttribute(name);
    }
  }
  if (element.matches('a, area')) {
    prepareLink(element);
  }
  if (element instanceof HTMLImageElement) {
    prepareImage(element, pictures);
  }
  const background = element.getAttribute('background');
  if (background !== null && picturePath(background) !== undefined) {
    element.removeAttribute('background');
    element.setAttribute('data-background', background);
    pictures.add(background);
  }
  const style = element.getAttribute('style');
  if (style?.includes('url(') === true) {
    element.setAttribute('style', withPictureVariables(style, pictures));
  }
}

/**
 * The server writes every address in CSS as `url("…")`. An address of the service becomes a variable, which is set when the picture
 * has loaded.
 */
function withPictureVariables(css: string, pictures: Set<string>): string {
  return css.replace(/url\("([^"\\]*)"\)/g, (whole, address: string) => {
    if (picturePath(address) === undefined) {
      return whole;
    }
    pictures.add(address);
    return `var(${pictureVariable(address)},none)`;
  });
}

/** The custom property for a picture of the service. */
export function pictureVariable(address: string): string {
  let hash = 0;
  for (const character of address) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  }
  return `--picture-${(hash >>> 0).toString(36)}-${address.length}`;
}

function prepareImage(image: HTMLImageElement, pictures: Set<string>): void {
  image.removeAttribute('srcset');
  if (!image.hasAttribute('src') && isTrackingPixel(image)) {
    image.hidden = true;
  }
  const source = image.getAttribute('src');
  if (source === null || picturePath(source) === undefined) {
    return;
  }
  pictures.add(source);
  image.dataset['picture'] = source;
  image.removeAttribute('src');
}

const pixelPx = 3;

/** A tracking pixel: without its source it must not be shown as a box with a border. */
function isTrackingPixel(image: HTMLImageElement): boolean {
  const [width, height] = (['width', 'height'] as const).map((side) =>
    Number.parseFloat(image.style[side] === '' ? (image.getAttribute(side) ?? '') : image.style[side]),
  );
  return (width !== undefined && width <= pixelPx) || (height !== undefined && height <= pixelPx);
}

function prepareLink(link: Element): void {
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) {
    return;
  }
  const scheme = URL.canParse(href) ? new URL(href).protocol : undefined;
  if (scheme === undefined || !linkSchemes.includes(scheme)) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

function picturePath(source: string): string | undefined {
  if (!URL.canParse(source, window.location.origin)) {
    return undefined;
  }
  const url = new URL(source, window.location.origin);
  return url.origin === window.location.origin && picturePattern.test(url.pathname) ? source : undefined;
}

const colourAttributes = '[bgcolor], [background], [data-background], font[color]';
const colourDeclaration =
  /(?:^|[;{\s])(?:background(?:-color|-image)?|color)\s*:\s*(?!inherit|transparent|windowtext|none|initial)/i;

/** Colour names in the text don't count, nor do declarations that change nothing. */
function bringsColours(parsed: Document, styles: readonly string[]): boolean {
  return (
    parsed.querySelector(colourAttributes) !== null ||
    styles.some((text) => colourDeclaration.test(text)) ||
    [...parsed.querySelectorAll('[style]')].some((element) =>
      colourDeclaration.test(element.getAttribute('style') ?? ''),
    )
  );
}

function attributesOf(element: Element | null): string {
  if (element?.hasAttribute('data-mail') !== true) {
    return '';
  }
  const copy = element.ownerDocument.createElement('div');
  for (const name of ['class', 'id', 'style', 'dir', 'lang', 'data-background']) {
    const value = element.getAttribute(name);
    if (value !== null) {
      copy.setAttribute(name, value);
    }
  }
  return copy.outerHTML.slice('<div'.length, -'></div>'.length);
}
