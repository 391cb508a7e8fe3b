import { infiniteQueryOptions, type QueryKey, queryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MessagePage, MessageQuery, MessageSummary } from '../client/index.js';
import type { ListFilter, ListSort, ListView } from '../platform/routes.js';
import { client } from '../platform/services.js';
import { endedActions, pageWithRequested } from './actions/requested-actions.js';
import { keyOfList } from './list-key.js';
import { allMessages } from './pages.js';
import { kqlOf } from './search-query.js';

const PAGE_SIZE = 50;

function messageQuery(list: ListView, cursor: string | undefined): MessageQuery {
  return {
    folder: list.folder,
    top: PAGE_SIZE,
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

export const ALL_LISTS: QueryKey = ['messages'];

export function listQuery(list: ListView) {
  return infiniteQueryOptions({
    queryKey: keyOfList(list),
    queryFn: async ({ pageParam, signal }) =>
      pageWithRequested(
        await client.mail.messages(messageQuery(list, pageParam), { signal, quiet: true }),
        list.folder,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: MessagePage) => last.nextCursor ?? undefined,
    // The top of the list is kept fresh by useFreshMail; loading all pages again would be a waste.
    staleTime: Infinity,
  });
}

export function useMessageList(list: ListView) {
  return useInfiniteQuery(listQuery(list));
}

/** The newest messages of a list, for merging. */
export async function fetchFirstPage(list: ListView): Promise<MessagePage> {
  const before = endedActions.get();
  const page = await client.mail.messages(messageQuery(list, undefined), { quiet: true });
  // What was done meanwhile is perhaps not in this answer.
  if (endedActions.get() !== before) return fetchFirstPage(list);
  return pageWithRequested(page, list.folder);
}

export function messageDetailQuery(id: string, remoteContent: boolean) {
  return queryOptions({
    queryKey: ['message', id, remoteContent],
    queryFn: ({ signal }) =>
      client.mail.message(id, {
        signal,
        quiet: true,
        body: 'html',
        remoteContent: remoteContent ? 'allow' : undefined,
      }),
    staleTime: 5 * 60_000,
  });
}

/** What is loaded of a list, flat and without doubles. */
export function useLoadedMessages(list: ListView): readonly MessageSummary[] {
  const { data } = useMessageList(list);
  return useMemo(() => allMessages(data), [data]);
}
