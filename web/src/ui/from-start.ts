import { direction } from '../texts/t.js';

/** The position in the window (x, px) at that distance from the side of a box where its lines begin. */
export function fromStart(box: Pick<DOMRect, 'left' | 'right'>, px: number): number {
  return direction() === 'rtl' ? box.right - px : box.left + px;
}
