import type { Density } from '../platform/preferences.js';

/** How many lines a row has; of one, who, subject and time stand beside each other. */
export type RowLayout = 'three' | 'two' | 'one';

/** From here on (px) who, subject and time fit on one line. */
const oneLineFrom = 560;

/** Rows as close as the user wants them, and as the width of the list allows. */
export function rowLayout(density: Density, width: number): RowLayout {
  if (density === 'comfortable') {
    return 'three';
  }
  return density === 'compact' && width >= oneLineFrom ? 'one' : 'two';
}

/** In px. A finger needs 44. */
export function rowHeight(layout: RowLayout, isCoarse: boolean): number {
  const heights: Readonly<Record<RowLayout, number>> = { three: 78, two: 56, one: 36 };
  return isCoarse ? Math.max(44, heights[layout]) : heights[layout];
}
