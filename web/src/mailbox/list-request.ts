import type { MessageQuery } from '../client/index.js';
import type { ListFilter, ListSort, ListView } from '../platform/routes.js';
import { pageSize } from './pages.js';
import { kqlOf } from './search-query.js';

/** The request for a page of the list. */
export function messageQuery(list: ListView, cursor: string | undefined): MessageQuery {
  return {
    folder: list.folder,
    top: pageSize,
    ...(list.search === '' ? {} : { search: kqlOf(list.search) || list.search }),
    ...(list.unreadOnly ? { unread: true } : {}),
    ...conditionOf(list.filter),
    ...(list.sort === '' ? {} : { orderBy: ORDERS[list.sort] }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const ORDERS = {
  oldest: 'receivedAt asc',
  from: 'from asc',
  subject: 'subject asc',
} as const satisfies Record<Exclude<ListSort, ''>, MessageQuery['orderBy']>;

function conditionOf(filter: ListFilter): Partial<MessageQuery> {
  switch (filter) {
    case '':
      return {};
    case 'flagged':
      return { flagged: true };
    case 'attachments':
      return { hasAttachments: true };
    case 'focused':
    case 'other':
      return { inferenceClassification: filter };
    default:
      return { category: filter.slice('category:'.length) };
  }
}

/** Deeper than any nesting of folders. */
export const folderDepth = 20;
