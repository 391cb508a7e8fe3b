import type { GraphCall } from '../../graph/index.js';

/** What a refusal of a page means: of a cursor that the client brought it is that one that Graph no longer takes. */
export function refusedCursor(cursor: string | undefined): Pick<GraphCall, 'refusedAs'> {
  return cursor === undefined ? {} : { refusedAs: 'invalid_cursor' };
}
