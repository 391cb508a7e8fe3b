/**
 * The part of a `style` attribute that can only change how text looks: known properties with values made of words,
 * numbers and colours. No `url()`, no escapes, no position: nothing can be fetched, hidden over the page, or run.
 */
const properties = new Set(
  `background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse
  border-color border-left border-left-color border-left-style border-left-width border-radius border-right
  border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color
  border-top-style border-top-width border-width clear color direction display float font font-family font-size
  font-style font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom
  margin-left margin-right margin-top max-height max-width min-height min-width opacity padding padding-bottom
  padding-left padding-right padding-top table-layout text-align text-decoration text-indent text-transform
  unicode-bidi vertical-align white-space width word-break word-spacing word-wrap overflow-wrap`.split(/\s+/),
);
const colourFunction = /\b(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]*\)/gi;
const plainValue = /^[\w\s.,%#!'"+-]*$/;
const negativeMargin = /^margin/;

export function safeStyle(style: string): string {
  return style
    .split(';')
    .map(safeDeclaration)
    .filter((declaration) => declaration !== undefined)
    .join(';');
}

function safeDeclaration(declaration: string): string | undefined {
  const colon = declaration.indexOf(':');
  const property = declaration.slice(0, colon).trim().toLowerCase();
  if (colon < 0 || !properties.has(property)) {
    return undefined;
  }
  const value = declaration.slice(colon + 1).trim();
  const isPlain = plainValue.test(value.replace(colourFunction, ''));
  // A message could draw itself over what is around it.
  const leavesItsPlace = negativeMargin.test(property) && value.includes('-');
  return isPlain && !leavesItsPlace && hasBalancedQuotes(value) ? `${property}:${value}` : undefined;
}

function hasBalancedQuotes(value: string): boolean {
  return ['"', "'"].every((quote) => value.split(quote).length % 2 === 1);
}
