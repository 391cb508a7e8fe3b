import type { Density } from '../platform/preferences.js';

/** The number of lines of a row. On one line, sender, subject and time are beside each other. */
export type RowLayout = 'three' | 'two' | 'one';

/** From this width on (px), sender, subject and time fit on one line. */
const oneLineFrom = 560;

/** The layout for the user's density, within the width of the list. */
export function rowLayout(density: Density, width: number): RowLayout {
  if (density === 'comfortable') {
    return 'three';
  }
  return density === 'compact' && width >= oneLineFrom ? 'one' : 'two';
}

/** In px. Touch needs 44. */
export function rowHeight(layout: RowLayout, isCoarse: boolean): number {
  const heights: Readonly<Record<RowLayout, number>> = { three: 78, two: 56, one: 36 };
  return isCoarse ? Math.max(44, heights[layout]) : heights[layout];
}
