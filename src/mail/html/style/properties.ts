function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/**
 * Properties that change the look of a message within its box; properties that move it over its surroundings are not
 * among them.
 */
const properties = words(
  `accent-color align-content align-items align-self aspect-ratio backface-visibility background background-attachment
  background-blend-mode background-clip background-color background-image background-origin background-position
  background-position-x background-position-y background-repeat background-size block-size border box-decoration-break
  box-shadow box-sizing break-after break-before break-inside caption-side clear color color-scheme column-count column-fill
  column-gap column-rule column-rule-color column-rule-style column-rule-width column-span column-width columns content
  cursor direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap float font
  font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant
  font-variant-caps font-variant-ligatures font-variant-numeric font-weight gap grid grid-area grid-auto-columns
  grid-auto-flow grid-auto-rows grid-column grid-column-end grid-column-gap grid-column-start grid-gap grid-row
  grid-row-end grid-row-gap grid-row-start grid-template grid-template-areas grid-template-columns grid-template-rows height
  hyphens inline-size justify-content justify-items justify-self letter-spacing line-break line-height list-style
  list-style-position list-style-type margin max-block-size max-height max-inline-size max-width min-block-size min-height
  min-inline-size min-width mix-blend-mode object-fit object-position opacity order orphans outline outline-color
  outline-offset outline-style outline-width overflow overflow-wrap overflow-x overflow-y padding page-break-after
  page-break-before page-break-inside place-content place-items quotes row-gap ruby-position tab-size table-layout text-align
  text-align-last text-decoration text-decoration-color text-decoration-line text-decoration-skip-ink text-decoration-style
  text-decoration-thickness text-emphasis text-emphasis-color text-emphasis-position text-emphasis-style text-indent
  text-justify text-orientation text-overflow text-rendering text-shadow text-size-adjust text-transform
  text-underline-offset text-underline-position text-wrap unicode-bidi vertical-align visibility white-space widows width
  word-break word-spacing word-wrap writing-mode -webkit-background-clip -webkit-background-size -webkit-border-radius
  -webkit-box-orient -webkit-box-shadow -webkit-box-sizing -webkit-font-smoothing -webkit-hyphens -webkit-line-clamp
  -webkit-text-decoration-color -webkit-text-fill-color -webkit-text-size-adjust`,
);
const families = ['border-', 'margin-', 'padding-', 'page-break-'];
const refusedOfFamilies = 'border-image';

export function isAllowedProperty(property: string): boolean {
  return (
    properties.has(property) ||
    (families.some((family) => property.startsWith(family)) &&
      !property.startsWith(refusedOfFamilies) &&
      /^[a-z-]+$/.test(property))
  );
}

/** Properties that may draw a picture; no other value contains an address. */
export const pictureProperties = words('background background-image');

/** Their colour is the background of text. */
export const backgroundColourProperties = words('background background-color');
export const textColourProperties = words('color -webkit-text-fill-color');

/** Values are words of these properties, too, so strings in them are harmless names. */
export const stringProperties = words(
  `content font font-family font-feature-settings grid grid-template grid-template-areas list-style list-style-type quotes
  text-emphasis text-emphasis-style text-overflow`,
);

/** Line names. */
export const bracketProperties = words(
  'grid grid-template grid-template-columns grid-template-rows grid-auto-rows grid-auto-columns',
);

/**
 * The frame of a message is as high as the message: a height that depends on the frame's would make both grow without
 * end. Widths are safe.
 */
const across = words(
  `width min-width max-width inline-size min-inline-size max-inline-size margin-left margin-right padding-left padding-right
  text-indent letter-spacing word-spacing column-width`,
);

export function mayDependOnViewportHeight(property: string): boolean {
  return across.has(property);
}

export const allowedFunctions = words(
  `rgb rgba hsl hsla hwb lab lch oklab oklch color-mix calc min max clamp linear-gradient radial-gradient
  repeating-linear-gradient repeating-radial-gradient conic-gradient repeat minmax fit-content`,
);
