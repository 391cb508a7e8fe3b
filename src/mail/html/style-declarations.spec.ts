import fc from 'fast-check';

import { safeStyle } from './style-declarations.js';

describe('a style attribute', () => {
  it.each([
    ['color: #c00; FONT-SIZE: 12px', 'color:#c00;font-size:12px'],
    ['font-family: "Segoe UI", Arial, sans-serif !important', 'font-family:"Segoe UI", Arial, sans-serif !important'],
    ['background-color: rgba(1, 2, 3, .5)', 'background-color:rgba(1, 2, 3, .5)'],
    ['margin: 0 auto; margin-left: -50px; padding: 1em', 'margin:0 auto;padding:1em'],
    ['position: absolute; top: 0; color: red', 'color:red'],
    ['background: red; width: calc(100% - 1px)', ''],
    ['color: url(x); width: var(--x); height: expression(1)', ''],
    ['color: r\\65 d; width: 1px/*x*/; mso-line-height-rule: exactly', ''],
    ['font-family: "a', ''],
    ['color', ''],
    [';;', ''],
  ])('%j becomes %j', (style, safe) => {
    expect(safeStyle(style)).toBe(safe);
  });

  it('has no way to fetch, to escape or to leave its declaration', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'color',
            'width',
            ':',
            ';',
            '(',
            ')',
            'url',
            '\\',
            '/',
            '*',
            '"',
            "'",
            '{',
            '}',
            '@',
            '<',
            ' ',
            'rgb',
            '1',
            '-',
            '&',
          ),
        }),
        (style) => {
          const safe = safeStyle(style);
          expect(safe).not.toMatch(/[\\/*{}@<&]/);
          expect(safe.replace(/(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]*\)/g, '')).not.toMatch(/[()]/);
          expect(safeStyle(safe)).toBe(safe);
        },
      ),
    );
  });
});
