const SMALLEST = 0.5;
const SCROLL_BAR_PX = 18;

/** Makes mail that is wider than the pane smaller, as far as it stays readable, and returns the height it then needs. */
export function fitFrame(inside: Document): number {
  const { body, documentElement: root } = inside;
  const width = root.clientWidth;
  if (body.dataset['fittedTo'] !== String(width)) {
    body.dataset['fittedTo'] = String(width);
    body.style.setProperty('zoom', '1');
    const wanted = root.scrollWidth;
    if (wanted > width && width > 0) body.style.setProperty('zoom', String(Math.max(SMALLEST, width / wanted)));
  }
  const scrollBar = root.scrollWidth > root.clientWidth + 1 ? SCROLL_BAR_PX : 0;
  return Math.max(40, Math.ceil(body.getBoundingClientRect().height) + scrollBar);
}
