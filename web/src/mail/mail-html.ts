const LINK_SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];
const ATTACHMENT_PATH = /^\/api\/mail\/messages\/[^/]+\/attachments\/[^/]+$/;

export interface PreparedMail {
  readonly html: string;
  /** Pictures of the message itself; they need the CSRF header and so are fetched and put in afterwards. */
  readonly inlineImages: readonly string[];
  /** The message brings colours of its own, made for white paper. */
  readonly hasOwnColours: boolean;
}

/**
 * Makes the server's sanitised HTML ready for the frame. The server has taken out everything that runs; this is the
 * second lock (link schemes, nothing scripted), and the frame without scripts is the third.
 */
export function prepareMail(html: string): PreparedMail {
  const document = new DOMParser().parseFromString(html, 'text/html');
  for (const element of document.querySelectorAll('script, iframe, object, embed, form, base, meta, link'))
    element.remove();
  const inlineImages = new Set<string>();
  for (const element of document.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) if (name.startsWith('on')) element.removeAttribute(name);
  }
  for (const link of document.querySelectorAll('a[href], area[href]')) prepareLink(link);
  for (const image of document.querySelectorAll('img')) {
    if (!image.hasAttribute('src') && isTrackingPixel(image)) image.hidden = true;
    const path = attachmentPath(image.getAttribute('src'));
    if (path === undefined) continue;
    inlineImages.add(path);
    image.dataset['inline'] = path;
    image.removeAttribute('src');
  }
  const hasOwnColours = /\bbgcolor=|\bbackground(-color|-image)?\s*[:=]|\bcolor\s*[:=]/i.test(html);
  const styles = [...document.head.querySelectorAll('style')].map((style) => style.outerHTML).join('');
  return { html: styles + document.body.innerHTML, inlineImages: [...inlineImages], hasOwnColours };
}

const PIXEL_PX = 3;

/** An image nobody is to see: without its source it must not become a box with a border, either. */
function isTrackingPixel(image: HTMLImageElement): boolean {
  const [width, height] = (['width', 'height'] as const).map((side) =>
    Number.parseFloat(image.style[side] === '' ? (image.getAttribute(side) ?? '') : image.style[side]),
  );
  return (width !== undefined && width <= PIXEL_PX) || (height !== undefined && height <= PIXEL_PX);
}

function prepareLink(link: Element): void {
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) return;
  const scheme = URL.canParse(href) ? new URL(href).protocol : undefined;
  if (scheme === undefined || !LINK_SCHEMES.includes(scheme)) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

function attachmentPath(source: string | null): string | undefined {
  if (source === null || !URL.canParse(source, window.location.origin)) return undefined;
  const url = new URL(source, window.location.origin);
  return url.origin === window.location.origin && ATTACHMENT_PATH.test(url.pathname) ? url.pathname : undefined;
}
