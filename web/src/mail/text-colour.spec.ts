import { textColourOn } from './text-colour.js';

describe('the colour of text on a category', () => {
  it.each([
    ['#ffca4c', '#000000'],
    ['#fffe3d', '#000000'],
    ['#ffffff', '#000000'],
    ['#50328f', '#ffffff'],
    ['#1c1c1c', '#ffffff'],
    ['#2a5191', '#ffffff'],
  ])('on %s is %s', (background, text) => {
    expect(textColourOn(background)).toBe(text);
  });
});
