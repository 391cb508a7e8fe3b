import { GraphProblem } from '../../graph/index.js';
import { fieldsOf, hasId } from './graph-message.js';

/** A page of an OData collection: items that are still to be parsed, and the link to the next page. */
export interface GraphPage {
  readonly items: readonly unknown[];
  /** The number of omitted items. */
  readonly unreadable: number;
  readonly nextLink: string | undefined;
  readonly deltaLink: string | undefined;
}

/**
 * Invalid items, or items without an id, are omitted: one of them hides no other. A page of nothing else is invalid.
 * @throws GraphProblem `graph_error`
 */
export function pageOf(answer: unknown, isItem: (item: unknown) => boolean = hasId): GraphPage {
  const fields = fieldsOf(answer);
  const items = fields['value'];
  // A page without its list is not an empty mailbox.
  if (!Array.isArray(items)) {
    throw new GraphProblem('graph_error', { cause: new TypeError('a page without a list') });
  }
  const readable = (items as readonly unknown[]).filter(isItem);
  if (readable.length === 0 && items.length > 0) {
    throw new GraphProblem('graph_error', { cause: new TypeError('a page without an item that can be read') });
  }
  return {
    items: readable,
    unreadable: items.length - readable.length,
    nextLink: linkOf(fields['@odata.nextLink']),
    deltaLink: linkOf(fields['@odata.deltaLink']),
  };
}

function linkOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
