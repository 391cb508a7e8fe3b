import { direction } from '../texts/t.js';

/** Where in the window (x, px) something is that stands so far from where the lines of a box begin. */
export function fromStart(box: Pick<DOMRect, 'left' | 'right'>, px: number): number {
  return direction() === 'rtl' ? box.right - px : box.left + px;
}
