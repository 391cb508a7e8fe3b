/** The darkest background and the lightest text, as lightness of HSL. */
const paperLightness = 0.12;
const inkLightness = 0.9;
/** Colours with at least this saturation are probably brand colours: they stay where they are readable. */
const brandSaturation = 0.35;
const mostElements = 8_000;

interface Colour {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
  readonly alpha: number;
}

/** Turns a message that was made for a white background dark. The lightness of each colour is inverted; pictures stay. */
export function darkenMail(inside: Document): void {
  const view = inside.defaultView;
  if (view === null) {
    return;
  }
  const elements = [inside.documentElement, ...inside.querySelectorAll<HTMLElement>('body, body *')].slice(
    0,
    mostElements,
  );
  // All styles are read before any is written: a changed colour would be inherited and changed again.
  const changes = elements.map((element) => [element, changesOf(view.getComputedStyle(element), element)] as const);
  for (const [element, declarations] of changes) {
    for (const [property, value] of declarations) {
      element.style.setProperty(property, value, 'important');
    }
  }
  inside.documentElement.style.setProperty('color-scheme', 'dark');
  if (isTransparent(view.getComputedStyle(inside.body).backgroundColor)) {
    inside.documentElement.style.setProperty(
      'background-color',
      cssOf(paper({ hue: 0, saturation: 0, lightness: 1, alpha: 1 })),
    );
  }
}

function changesOf(style: CSSStyleDeclaration, element: HTMLElement): [string, string][] {
  if (['img', 'style', 'br'].includes(element.localName)) {
    return [];
  }
  const changes: [string, string][] = [['color', changed(style.color, ink)]];
  if (!isTransparent(style.backgroundColor)) {
    changes.push(['background-color', changed(style.backgroundColor, paper)]);
  }
  for (const side of ['top', 'right', 'bottom', 'left']) {
    if (style.getPropertyValue(`border-${side}-style`) !== 'none') {
      changes.push([`border-${side}-color`, changed(style.getPropertyValue(`border-${side}-color`), line)]);
    }
  }
  return changes;
}

/** An unchanged colour is written as it was, because a conversion to HSL would alter it. */
function changed(text: string, change: (colour: Colour) => Colour): string {
  const before = colourOf(text);
  const after = change(before);
  return after === before ? text : cssOf(after);
}

function paper(colour: Colour): Colour {
  const isBrand = colour.saturation > brandSaturation && colour.lightness < 0.7;
  return isBrand || colour.lightness < 0.35
    ? colour
    : { ...colour, lightness: paperLightness + (1 - colour.lightness) * 0.5 };
}

function ink(colour: Colour): Colour {
  if (colour.lightness > 0.6) {
    return colour;
  }
  return colour.saturation > brandSaturation
    ? { ...colour, lightness: Math.max(colour.lightness, 0.68) }
    : { ...colour, lightness: Math.min(inkLightness, 1 - colour.lightness * 0.7) };
}

function line(colour: Colour): Colour {
  return colour.saturation > brandSaturation
    ? colour
    : { ...colour, lightness: Math.min(0.45, 1.1 - colour.lightness) };
}

function isTransparent(text: string): boolean {
  return colourOf(text).alpha === 0;
}

/** A computed colour: `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`. */
export function colourOf(text: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [lightness, range] = [(most + least) / 2, most - least];
  if (range === 0) {
    return { hue: 0, saturation: 0, lightness, alpha };
  }
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const sextant = most === r ? ((g - b) / range) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return { hue: Math.round(60 * sextant), saturation: Math.min(1, saturation), lightness, alpha };
}

function cssOf({ hue, saturation, lightness, alpha }: Colour): string {
  return `hsl(${hue} ${Math.round(saturation * 100)}% ${Math.round(lightness * 100)}% / ${alpha})`;
}
