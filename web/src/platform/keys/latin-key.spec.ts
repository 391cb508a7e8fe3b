import { latinKey } from './latin-key.js';

describe('a key of a keyboard without Latin letters', () => {
  it.each([
    ['ت', 'KeyJ', 'j'],
    ['ش', 'KeyA', 'a'],
    ['ظ', 'Slash', '/'],
    ['؟', 'Slash', '?'],
    ['я', 'KeyZ', 'z'],
    ['の', 'KeyK', 'k'],
  ])('is the letter at its position on a Latin keyboard: %s at %s', (key, code, meaning) => {
    expect(latinKey({ key, code })).toBe(meaning);
  });

  // On a French keyboard, A is at the position of Q.
  it.each([
    ['a', 'KeyQ'],
    ['é', 'Digit2'],
    ['?', 'Minus'],
    ['Enter', 'Enter'],
    ['ArrowDown', 'ArrowDown'],
    ['Process', 'KeyA'],
    ['١', 'Digit1'],
  ])('is unchanged on others: %s at %s', (key, code) => {
    expect(latinKey({ key, code })).toBe(key);
  });
});
