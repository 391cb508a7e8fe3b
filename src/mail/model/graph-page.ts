import { GraphProblem } from '../../graph/index.js';
import { fieldsOf } from './graph-message.js';

/** A page of an OData collection: items that are still to be read, and the link to the next page. */
export interface GraphPage {
  readonly items: readonly unknown[];
  readonly nextLink: string | undefined;
  readonly deltaLink: string | undefined;
}

export function pageOf(answer: unknown): GraphPage {
  const fields = fieldsOf(answer);
  const items = fields['value'];
  // A page without its list is no empty mailbox.
  if (!Array.isArray(items)) {
    throw new GraphProblem('graph_error', { cause: new TypeError('a page without a list') });
  }
  return {
    items: items as readonly unknown[],
    nextLink: linkOf(fields['@odata.nextLink']),
    deltaLink: linkOf(fields['@odata.deltaLink']),
  };
}

function linkOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
