import { headerText } from './device-headers.js';

describe('the text of a header', () => {
  it.each([
    ['raw', 'abc.def', 'abc.def'],
    ['with blanks around', ' abc ', 'abc'],
    ['quoted, as the specification says', '"abc.def"', 'abc.def'],
    ['quoted, with a parameter', '"abc";reason="x"', 'abc'],
  ])('is taken %s', (_how, value, expected) => {
    expect(headerText(value)).toBe(expected);
  });

  it.each([undefined, '', '  ', '""', '"abc', '"abc" x', ['a', 'b']])('is none in %j', (value) => {
    expect(headerText(value)).toBeUndefined();
  });
});
