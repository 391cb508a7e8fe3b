import { rowHeight, rowLayout } from './row-layout.js';

describe('a row of the list', () => {
  it.each([
    ['comfortable', 1_200, 'three', 78],
    ['normal', 1_200, 'two', 56],
    ['compact', 1_200, 'one', 36],
    ['compact', 380, 'two', 56],
    ['compact', 0, 'two', 56],
  ] as const)('that is %s in %d px has %s lines', (density, width, layout, height) => {
    expect(rowLayout(density, width)).toBe(layout);
    expect(rowHeight(layout, false)).toBe(height);
  });

  it('is high enough for a finger', () => {
    expect(rowHeight('one', true)).toBe(44);
  });
});
