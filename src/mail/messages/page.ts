import { fieldsOf, listOf } from './graph-message.js';

/** A page of an OData collection: items that are still to be read, and the link to the next page. */
export interface GraphPage {
  readonly items: readonly unknown[];
  readonly nextLink: string | undefined;
  readonly deltaLink: string | undefined;
}

export function pageOf(answer: unknown): GraphPage {
  const fields = fieldsOf(answer);
  return {
    items: listOf(fields['value']),
    nextLink: linkOf(fields['@odata.nextLink']),
    deltaLink: linkOf(fields['@odata.deltaLink']),
  };
}

function linkOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
