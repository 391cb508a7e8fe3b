import { badRequest, GraphError } from '../graph-error.js';
import type { MailItem } from '../mailbox/mail-item.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { MessageFilter } from './filter.js';
import { filterProperty } from './message-properties.js';

export interface MessageOrder {
  readonly properties: readonly string[];
  /** Newest first, which is the order of a mailbox: nothing has to be sorted. */
  readonly isNatural: boolean;
  compare(left: MailItem, right: MailItem, mailbox: Mailbox): number;
}

const IMPORTANCE = ['low', 'normal', 'high'];

export function parseOrder(expression: string): MessageOrder {
  const keys = expression.split(',').map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    const found = filterProperty(path);
    if (found === undefined) {
      throw badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.message'.`);
    }
    if (!['asc', 'desc'].includes(direction.toLowerCase()) || rest.length > 0) {
      throw badRequest(`Syntax error at position ${path.length} in '${part.trim()}'.`);
    }
    return { name: found[0], property: found[1], sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  return {
    properties: keys.map((key) => key.name),
    isNatural: keys.length === 1 && keys[0]?.name === 'receivedDateTime' && keys[0].sign === -1,
    compare(left, right, mailbox) {
      for (const { name, property, sign } of keys) {
        const [first, second] = [property.read(left, mailbox), property.read(right, mailbox)].map((value) => {
          if (name === 'importance') {
            return IMPORTANCE.indexOf(String(value));
          }
          return typeof value === 'string' ? value.toLowerCase() : Number(value);
        });
        if (first !== second && first !== undefined && second !== undefined) {
          return first < second ? -sign : sign;
        }
      }
      return right.number - left.number;
    },
  };
}

/** Graph's rule: the properties of $orderby must also be in $filter, in the same order and before all others. */
export function checkOrderLeadsFilter(order: MessageOrder, filter: MessageFilter): void {
  const named = [...new Set(filter.properties)];
  if (order.properties.some((name, position) => named[position] !== name)) {
    throw new GraphError(400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.');
  }
}
