import { latinKey } from './latin-key.js';

describe('a key of a keyboard without Latin letters', () => {
  it.each([
    ['ت', 'KeyJ', 'j'],
    ['ش', 'KeyA', 'a'],
    ['ظ', 'Slash', '/'],
    ['؟', 'Slash', '?'],
    ['я', 'KeyZ', 'z'],
    ['の', 'KeyK', 'k'],
  ])('means what stands there on others: %s at %s', (key, code, meaning) => {
    expect(latinKey({ key, code })).toBe(meaning);
  });

  // On a French keyboard, A stands where others have Q.
  it.each([
    ['a', 'KeyQ'],
    ['é', 'Digit2'],
    ['?', 'Minus'],
    ['Enter', 'Enter'],
    ['ArrowDown', 'ArrowDown'],
    ['Process', 'KeyA'],
    ['١', 'Digit1'],
  ])('is itself otherwise: %s at %s', (key, code) => {
    expect(latinKey({ key, code })).toBe(key);
  });
});
