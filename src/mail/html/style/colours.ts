const backgroundWords = new Set(
  `none transparent inherit initial unset auto repeat repeat-x repeat-y no-repeat space round scroll fixed local cover
  contain top right bottom left center border-box padding-box content-box text important url`.split(/\s+/),
);

const legacyColour = /^(?:#?(?:[\da-f]{3}|[\da-f]{6})|[a-z]{3,20})$/i;
const hexDigits = /^(?:[\da-f]{3}|[\da-f]{6})$/i;

/** The colour of an attribute (`bgcolor`, `text`), where `#` may be left out, as CSS writes it; undefined for anything else. */
export function attributeColour(attribute: string): string | undefined {
  const value = attribute.trim();
  if (!legacyColour.test(value)) {
    return undefined;
  }
  const bare = value.replace('#', '');
  return value.startsWith('#') || hexDigits.test(bare) ? `#${bare}` : value;
}

/** Whether a value of `background` or `background-color` has anything to read on. */
export function hasColour(background: string): boolean {
  const words = background.toLowerCase().match(/#[\da-f]+|[a-z][a-z-]+\(?/g) ?? [];
  return words.some((word) => !backgroundWords.has(word));
}

const lightest = 0x99;
const lightNames =
  /\b(?:white|ivory|snow|azure|beige|linen|lavender|honeydew|mintcream|aliceblue|seashell|cornsilk|gainsboro|whitesmoke|ghostwhite|floralwhite|oldlace|light(?:gr[ae]y|yellow|cyan|blue|pink)|yellow|aqua|cyan)\b/;

/** White and nearly white, as mails write it. */
export function isLight(value: string): boolean {
  const text = value.toLowerCase();
  const digits = /#([\da-f]{3,8})\b/.exec(text)?.[1];
  if (digits !== undefined) {
    const wide = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
    return [0, 2, 4].every((at) => Number.parseInt(wide.slice(at, at + 2), 16) >= lightest);
  }
  const parts = /rgba?\(([^)]*)\)/.exec(text)?.[1]?.match(/[\d.]+%?/g) ?? [];
  if (parts.length > 2) {
    return parts.slice(0, 3).every((part) => Number.parseFloat(part) >= (part.endsWith('%') ? 60 : lightest));
  }
  const lightness = /hsla?\([^)%]*%[\s,]+([\d.]+)%/.exec(text)?.[1];
  return lightness === undefined ? lightNames.test(text) : Number(lightness) >= 60;
}
