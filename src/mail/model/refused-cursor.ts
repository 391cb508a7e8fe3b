import type { GraphCall } from '../../graph/index.js';

/** The meaning of a page's refusal: for a cursor of the client, Graph no longer accepts that one. */
export function refusedCursor(cursor: string | undefined): Pick<GraphCall, 'refusedAs'> {
  return cursor === undefined ? {} : { refusedAs: 'invalid_cursor' };
}
