import type { AttributeRules } from './attribute-rules.js';
import type { ElementNode } from './message-tree.js';
import { attributeColour } from './style/colours.js';

/**
 * The attributes of `body` that only have a meaning there, as style rules of no specificity: they count as little in a
 * browser.
 */
export function bodyHints(body: ElementNode | undefined, { scope, pictureOf }: AttributeRules): string {
  const value = (name: string): string => body?.attrs.find((attribute) => attribute.name === name)?.value.trim() ?? '';
  const declarations = [
    hint('background-color', attributeColour(value('bgcolor'))),
    hint('color', attributeColour(value('text'))),
    hint('background-image', pictureHint(value('background'), pictureOf)),
    ...[
      ['margin-top', ['marginheight', 'topmargin']],
      ['margin-right', ['marginwidth', 'rightmargin', 'leftmargin']],
      ['margin-bottom', ['marginheight', 'bottommargin', 'topmargin']],
      ['margin-left', ['marginwidth', 'leftmargin']],
    ].map(([property, names]) => hint(String(property), length([names ?? []].flat().map(value)))),
  ].join('');
  const links = [
    ['link', 'link'],
    ['vlink', 'visited'],
    ['alink', 'active'],
  ].map(([name = '', state]) => {
    const declared = hint('color', attributeColour(value(name)));
    return declared === '' ? '' : `:where(.${scope.root} a:${state ?? ''}){${declared}}\n`;
  });
  return (declarations === '' ? '' : `:where(.${scope.body}){${declarations}}\n`) + links.join('');
}

function hint(property: string, value: string | undefined): string {
  return value === undefined ? '' : `${property}:${value};`;
}

function length(values: readonly string[]): string | undefined {
  const value = values.find((each) => /^\d{1,4}(?:px)?$/.test(each));
  return value === undefined ? undefined : `${Number.parseInt(value, 10)}px`;
}

function pictureHint(value: string, pictureOf: (address: string) => string | undefined): string | undefined {
  const address = value === '' ? undefined : pictureOf(value);
  return address === undefined || /["\\()<>\s]/.test(address) ? undefined : `url("${address}")`;
}
