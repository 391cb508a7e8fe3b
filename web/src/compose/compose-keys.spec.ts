import { composeKey } from './compose-keys.js';

function key(name: string, ctrlKey = false, metaKey = false) {
  return { key: name, ctrlKey, metaKey };
}
const inside = { isInside: true, isTaken: false, isComposing: false };

describe('a key in the composer', () => {
  it.each([
    ['Ctrl+Enter', key('Enter', true), 'send'],
    ['Command+Enter', key('Enter', false, true), 'send'],
    ['Enter', key('Enter'), undefined],
    ['Escape', key('Escape'), 'close'],
    ['a letter', key('e', true), undefined],
  ])('%s', (_, pressed, expected) => {
    expect(composeKey(pressed, inside)).toBe(expected);
  });

  it.each([
    ['Ctrl+Enter', key('Enter', true)],
    ['Escape', key('Escape')],
  ])('%s does nothing from the field for a link, which is outside of the form', (_, pressed) => {
    expect(composeKey(pressed, { ...inside, isInside: false })).toBeUndefined();
  });

  it.each([
    ['Ctrl+Enter', key('Enter', true)],
    ['Escape', key('Escape')],
  ])('%s does nothing while an input method composes text', (_, pressed) => {
    expect(composeKey(pressed, { ...inside, isComposing: true })).toBeUndefined();
  });

  it('does not close the composer when it has closed something else, but sends in any case', () => {
    const taken = { ...inside, isTaken: true };
    expect([composeKey(key('Escape'), taken), composeKey(key('Enter', true), taken)]).toEqual([undefined, 'send']);
  });
});
