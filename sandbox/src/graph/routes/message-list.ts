import type { GraphAnswer, GraphCall } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { collection, contextOf, pageOf, selected } from '../lists.js';
import { requireFolder } from '../lookup.js';
import type { MailItem } from '../mailbox/mail-item.js';
import { messageView } from '../message-answers.js';
import { parseFilter } from '../odata/filter.js';
import { checkOrderLeadsFilter, parseOrder } from '../odata/order.js';
import { parseSearch } from '../odata/search.js';

/** Exchange's search returns at most this many. */
const searchLimit = 1000;

function refuseWithSearch(code: string, option: string): GraphError {
  return new GraphError(400, code, `The query parameter '${option}' is not supported with '$search'.`);
}

function searched(call: GraphCall, items: readonly MailItem[], search: string): readonly MailItem[] {
  if (call.query.get('orderby') !== undefined) {
    throw refuseWithSearch('SearchWithOrderBy', '$orderBy');
  }
  if (call.query.get('filter') !== undefined) {
    throw refuseWithSearch('SearchWithFilter', '$filter');
  }
  if (call.query.get('skip') !== undefined) {
    throw refuseWithSearch('SearchWithSkip', '$skip');
  }
  if (call.query.get('count') !== undefined) {
    throw refuseWithSearch('SearchWithCount', '$count');
  }
  return items.filter(parseSearch(search)).slice(0, searchLimit);
}

function filtered(call: GraphCall, items: readonly MailItem[]): readonly MailItem[] {
  const { mailbox, query } = call;
  const expression = query.get('filter');
  const ordering = query.get('orderby');
  const filter = expression === undefined ? undefined : parseFilter(expression);
  const order = ordering === undefined ? undefined : parseOrder(ordering);
  if (filter !== undefined && order !== undefined) {
    checkOrderLeadsFilter(order, filter);
  }
  const filtered = filter === undefined ? items : items.filter((item) => filter.matches(item, mailbox));
  return order === undefined || order.isNatural
    ? filtered
    : [...filtered].sort((left, right) => order.compare(left, right, mailbox));
}

function matching(call: GraphCall, items: readonly MailItem[]): readonly MailItem[] {
  const search = call.query.get('search');
  return search === undefined ? filtered(call, items) : searched(call, items, search);
}

function list(call: GraphCall, items: readonly MailItem[], context: string): GraphAnswer {
  const view = messageView(call);
  const found = matching(call, items);
  const page = pageOf(call, found);
  return {
    status: 200,
    body: collection(
      contextOf(call, `${context}${selected(view.select)}`),
      page.items.map((item) => view.shape(item)),
      {
        nextLink: page.nextLink,
        count: call.query.flag('count') ? found.length : undefined,
      },
    ),
  };
}

function counted(call: GraphCall, items: readonly MailItem[]): GraphAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: String(matching(call, items).length),
  };
}

function inFolder(call: GraphCall): readonly MailItem[] {
  return call.mailbox.itemsIn(requireFolder(call).id);
}

export function listAll(call: GraphCall): GraphAnswer {
  return list(call, call.mailbox.all(), '/messages');
}

export function countAll(call: GraphCall): GraphAnswer {
  return counted(call, call.mailbox.all());
}

export function listFolder(call: GraphCall): GraphAnswer {
  return list(call, inFolder(call), `/mailFolders('${encodeURIComponent(call.param('folder'))}')/messages`);
}

export function countFolder(call: GraphCall): GraphAnswer {
  return counted(call, inFolder(call));
}
