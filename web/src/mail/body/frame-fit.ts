const leastZoom = 0.5;
/** Smaller text is unreadable: a message that is still too wide then scrolls horizontally. */
const smallestTextPx = 10;
const mostTexts = 2_000;
const scrollBarPx = 18;
const lowestPx = 40;
/** A higher frame makes the page unusable; the rest scrolls inside of the frame. */
export const highestPx = 30_000;
/** When at least this share of the text is outside of the parts that are too wide, only those parts scroll. */
const shareOfTextBeside = 0.15;
const mostElements = 6_000;

/** New content, mostly pictures, may need another layout. */
export function resetFit({ body }: Document): void {
  delete body.dataset['fittedTo'];
}

/** Lays the message out for the width of its frame, and returns the height that the frame needs to show all of it. */
export function fitFrame(inside: Document): number {
  const { body, documentElement: root } = inside;
  const width = root.clientWidth;
  if (width > 0 && body.dataset['fittedTo'] !== String(width)) {
    body.dataset['fittedTo'] = String(width);
    fitWidth(inside, width);
  }
  return Math.min(highestPx, neededHeight(inside));
}

/** Shrinks large pictures, makes wide parts scroll, and scales a message down that is too wide as a whole. */
function fitWidth(inside: Document, width: number): void {
  const { body, documentElement: root } = inside;
  body.style.removeProperty('zoom');
  for (const image of inside.querySelectorAll('img.is-too-wide')) {
    image.classList.remove('is-too-wide');
  }
  for (const scroller of inside.querySelectorAll('.mail-scroller')) {
    scroller.replaceWith(...scroller.childNodes);
  }
  if (root.scrollWidth <= width) {
    return;
  }
  for (const image of inside.images) {
    if (image.getBoundingClientRect().width > width) {
      image.classList.add('is-too-wide');
    }
  }
  if (root.scrollWidth <= width) {
    return;
  }
  letWidePartsScroll(inside, width);
  const wanted = root.scrollWidth;
  if (wanted > width) {
    body.style.setProperty('zoom', String(Math.max(smallestZoom(inside), width / wanted)));
  }
}

function letWidePartsScroll(inside: Document, width: number): void {
  const { body } = inside;
  const candidates = [...body.querySelectorAll('table, pre, img')].slice(0, mostElements);
  const wide = candidates.filter((element) => element.getBoundingClientRect().right > width + 1);
  const outermost = wide.filter((element) => !wide.some((other) => other !== element && other.contains(element)));
  const inWide = outermost.reduce((sum, element) => sum + textLength(element), 0);
  const all = textLength(body);
  if (all === 0 || (all - inWide) / all < shareOfTextBeside) {
    return;
  }
  for (const element of outermost) {
    const scroller = inside.createElement('div');
    scroller.className = 'mail-scroller';
    scroller.style.cssText = 'overflow-x:auto;max-width:100%';
    scroller.tabIndex = 0;
    element.replaceWith(scroller);
    scroller.append(element);
  }
}

/** The zoom at which most of the text is still readable. */
function smallestZoom(inside: Document): number {
  const view = inside.defaultView;
  if (view === null) {
    return 1;
  }
  const lengths = new Map<number, number>();
  const texts = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
  for (let count = 0; count < mostTexts && texts.nextNode() !== null; count += 1) {
    const { parentElement, textContent } = texts.currentNode;
    const length = textContent?.trim().length ?? 0;
    if (parentElement === null || length === 0) {
      continue;
    }
    const size = Number.parseFloat(view.getComputedStyle(parentElement).fontSize);
    lengths.set(size, (lengths.get(size) ?? 0) + length);
  }
  const [[size] = [smallestTextPx / leastZoom]] = [...lengths].sort(([, a], [, b]) => b - a);
  return Math.min(1, Math.max(leastZoom, smallestTextPx / size));
}

function textLength(element: Element): number {
  return element.textContent.replace(/\s+/g, ' ').length;
}

/**
 * The height of the message, with its margins and what overflows its boxes. The document's scroll height would be wrong, because it is at
 * least the height of the frame, which could then only grow.
 */
function neededHeight({ body, documentElement: root }: Document): number {
  const zoom = Number.parseFloat(body.style.getPropertyValue('zoom') || '1');
  const box = root.getBoundingClientRect();
  const overflow = body.getBoundingClientRect().top - box.top + body.scrollHeight * zoom;
  const scrollBar = root.scrollWidth > root.clientWidth + 1 ? scrollBarPx : 0;
  return Math.max(lowestPx, Math.ceil(Math.max(box.height, overflow)) + scrollBar);
}
