import { infiniteQueryOptions, type QueryKey, queryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Message, MessagePage, MessageSummary } from '../client/index.js';
import { listKey, type ListView } from '../platform/routes.js';
import { noteList, orStored } from '../platform/offline/offline-copy.js';
import { asideMail, client, queryClient } from '../platform/services.js';
import { mailPart } from '../platform/start-response.js';
import { endedActions, hasEndedSince, messagesWithRequested, pageWithRequested } from './actions/requested-actions.js';
import { keyOfList } from './list-key.js';
import { messageQuery } from './list-request.js';
import { resetDelta } from './folder-changes.js';
import { allMessages, fromTheTop, type ListPage, nextCursorOf } from './pages.js';

export const allLists: QueryKey = ['messages'];

export function listQuery(list: ListView) {
  return infiniteQueryOptions({
    queryKey: keyOfList(list),
    queryFn: async ({ pageParam, signal }): Promise<ListPage> => {
      const cursor = pageParam === fromTheTop ? undefined : pageParam;
      const ask = (stop: AbortSignal): Promise<MessagePage> =>
        client.mail.messages(messageQuery(list, cursor), { signal: stop, quiet: true });
      const page = await (pageParam === undefined ? firstPage(list, ask, signal) : ask(signal));
      return pageWithRequested(page, list.folder);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (
      _: ListPage,
      pages: readonly ListPage[],
      __: unknown,
      cursors: readonly (string | undefined)[],
    ) => nextCursorOf(pages, cursors),
    // useFreshMail refreshes the top of the list; loading all pages again would be a waste.
    staleTime: Infinity,
  });
}

/** The first page from the service, or from the stored copy. */
function firstPage(
  list: ListView,
  ask: (signal: AbortSignal) => Promise<MessagePage>,
  signal: AbortSignal,
): Promise<MessagePage> {
  const key = listKey(list);
  const asked = async (): Promise<MessagePage> => {
    const page = await mailPart('messages', ask, { signal, key });
    noteList(key, Date.now());
    return page;
  };
  return orStored('list', [key], asked, {
    isShown: () => queryClient.getQueryData(keyOfList(list)) !== undefined,
    onStored: (at) => {
      noteList(key, at);
      // The stored page is older than the last applied changes.
      resetDelta(list.folder);
    },
  });
}

export function useMessageList(list: ListView) {
  return useInfiniteQuery(listQuery(list));
}

/** The newest messages of a list, for merging. */
export async function fetchFirstPage(list: ListView): Promise<MessagePage> {
  const before = endedActions.get();
  const page = await client.mail.messages(messageQuery(list, undefined), { quiet: true });
  // The response may not include actions that ended meanwhile.
  if (endedActions.get() !== before) {
    return fetchFirstPage(list);
  }
  return pageWithRequested(page, list.folder);
}

export function messageDetailQuery(id: string, remoteContent: boolean) {
  return queryOptions({
    queryKey: ['message', id, remoteContent],
    queryFn: ({ signal }) => {
      // A message that was stored without its remote pictures is shown without them.
      const names = remoteContent
        ? [storedMessageName(id, true), storedMessageName(id, false)]
        : [storedMessageName(id, false)];
      const request: MessageRequest = { signal, remoteContent: remoteContent ? 'allow' : undefined };
      return orStored('message', names, () => fetchMessage(id, request), {
        isShown: () => queryClient.getQueryData(['message', id, remoteContent]) !== undefined,
      });
    },
    staleTime: 5 * 60_000,
  });
}

export function storedMessageName(id: string, remoteContent: boolean): string {
  return remoteContent ? `${id}:pictures` : id;
}

interface MessageRequest {
  readonly signal: AbortSignal;
  readonly remoteContent?: 'allow' | undefined;
  /** A prefetch, for which no component is waiting. */
  readonly isAhead?: boolean;
}

/** The message as it will be after all requested actions. */
export async function fetchMessage(id: string, request: MessageRequest): Promise<Message> {
  const { signal, remoteContent, isAhead = false } = request;
  const before = endedActions.get();
  const mail = isAhead ? asideMail : client.mail;
  const message = await mail.message(id, { signal, quiet: true, body: 'html', remoteContent });
  // The response may not include actions that ended meanwhile.
  if (hasEndedSince(id, before)) {
    return fetchMessage(id, request);
  }
  return messagesWithRequested([message])[0] ?? message;
}

/** The loaded messages of a list, flat and without duplicates. */
export function useLoadedMessages(list: ListView): readonly MessageSummary[] {
  const { data } = useMessageList(list);
  return useMemo(() => allMessages(data), [data]);
}
