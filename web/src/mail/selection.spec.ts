import { meaningOfClick, NOTHING, type RowClick, withAll, withPresent, withRange, withToggled } from './selection.js';

const order = ['a', 'b', 'c', 'd', 'e'];
function keysOf({ keys }: { keys: ReadonlySet<string> }): string {
  return [...keys].sort().join('');
}

describe('selecting rows', () => {
  it('selects and deselects a row, which becomes the beginning of a range', () => {
    const one = withToggled(NOTHING, 'b');
    expect([keysOf(one), one.anchor]).toEqual(['b', 'b']);
    expect(keysOf(withToggled(one, 'b'))).toBe('');
  });

  it('selects a range from where it began, in either direction, in place of the previous range', () => {
    const from = withToggled(NOTHING, 'c');
    const down = withRange(from, 'e', order);
    expect(keysOf(down)).toBe('cde');
    expect(keysOf(withRange(down, 'b', order))).toBe('bc');
  });

  it('selects the row alone when a range has no visible beginning', () => {
    expect(keysOf(withRange(NOTHING, 'd', order))).toBe('d');
    expect(keysOf(withRange(withToggled(NOTHING, 'gone'), 'd', order))).toBe('d');
    expect(withRange(withToggled(NOTHING, 'a'), 'gone', order)).toBe(NOTHING);
  });

  it('deselects rows that are no longer shown', () => {
    const all = withAll(order);
    expect(keysOf(withPresent(all, ['b', 'x']))).toBe('b');
    expect(withPresent(all, order)).toBe(all);
  });

  it('removes the start of a range together with its row', () => {
    const all = withAll(order);
    expect([withPresent(all, ['a', 'b']).anchor, withPresent(all, ['b', 'c']).anchor]).toEqual(['a', undefined]);
    const deselected = withToggled(all, 'c');
    expect([deselected.anchor, withPresent(deselected, ['a', 'b', 'd', 'e']).anchor]).toEqual(['c', undefined]);
  });

  it.each<[string, Partial<RowClick>]>([
    ['open', {}],
    ['open', { isSelecting: true }],
    ['open', { isTouch: true }],
    ['toggle', { isTouch: true, isSelecting: true }],
    ['toggle', { ctrl: true }],
    ['range', { shift: true }],
    ['range', { shift: true, ctrl: true }],
    ['browser', { button: 1 }],
    ['browser', { alt: true }],
  ])('means %s by a click with %j', (meaning, click) => {
    const plain = { button: 0, ctrl: false, shift: false, alt: false, isTouch: false, isSelecting: false };
    expect(meaningOfClick({ ...plain, ...click })).toBe(meaning);
  });
});
