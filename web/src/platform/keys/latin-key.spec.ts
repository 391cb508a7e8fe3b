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
    expect(latinKey({ key, code, shiftKey: false })).toBe(meaning);
  });

  // Only lower case letters are shortcuts. The sign of Arabic at E belongs to no script of its own.
  it.each([
    ['Shift', 'У', 'KeyE', true, 'E'],
    ['Shift', '\u064F', 'KeyE', true, 'E'],
    ['Shift', '؟', 'Slash', true, '?'],
    ['CapsLock', 'У', 'KeyE', false, 'E'],
  ])('is in upper case with %s: %s at %s', (_, key, code, shiftKey, meaning) => {
    expect(latinKey({ key, code, shiftKey })).toBe(meaning);
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
    expect(latinKey({ key, code, shiftKey: false })).toBe(key);
  });
});
