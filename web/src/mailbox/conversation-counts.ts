import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Folder, MessageSummary } from '../client/index.js';
import { client, queryClient } from '../platform/services.js';
import { foldersQuery } from './folders.js';
import { restBelow } from './pages.js';
import { allRecent, foldersOfRecent } from './recent-key.js';

const pageSize = 100;
/** Older conversations are counted by their loaded messages until they are opened. */
const mostPages = 3;
const staleMs = 60_000;

function recentQuery(since: number) {
  const queryKey = [...allRecent, since];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<MessageSummary[]> => {
      const folders = queryClient.getQueryData(foldersQuery.queryKey);
      const found: MessageSummary[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const query = { folder: 'all', top: pageSize, ...(cursor === undefined ? {} : { cursor }) };
        const { items, nextCursor } = await client.mail.messages(query, { signal, quiet: true });
        found.push(...items);
        // The rest is known already, without messages that were removed meanwhile.
        const rest = restBelow(items, queryClient.getQueryData<MessageSummary[]>(queryKey) ?? [], since);
        if (rest !== undefined) {
          noteRead(since, folders);
          return [...found, ...rest];
        }
        const oldest = items.at(-1)?.receivedAt ?? null;
        if (nextCursor === null || (oldest !== null && Date.parse(oldest) < since)) {
          break;
        }
        cursor = nextCursor;
      }
      noteRead(since, folders);
      return found;
    },
    staleTime: staleMs,
    // Another list's query reaches further down and is current.
    initialData: () => deeperThan(since)?.data as MessageSummary[] | undefined,
    initialDataUpdatedAt: () => deeperThan(since)?.dataUpdatedAt,
  });
}

/** Not while an older query for another list counts as current. */
function noteRead(since: number, folders: readonly Folder[] | undefined): void {
  const others = queryClient
    .getQueryCache()
    .findAll({ queryKey: allRecent, predicate: ({ queryKey }) => queryKey[1] !== since });
  if (others.every(({ state }) => state.data === undefined || state.isInvalidated)) {
    foldersOfRecent.set(folders);
  }
}

function deeperThan(since: number) {
  return queryClient
    .getQueryCache()
    .findAll({ queryKey: allRecent })
    .find(({ queryKey, state }) => Number(queryKey[1]) < since && !state.isInvalidated && state.data !== undefined)
    ?.state;
}

/**
 * The number of messages in each conversation, including the user's replies in other folders, as in the reading pane. One request for
 * the whole mailbox instead of one for each row.
 */
export function useConversationCounts(
  messages: readonly MessageSummary[],
  folder: string,
  isGrouped: boolean,
): (thread: readonly MessageSummary[]) => number {
  const oldest = messages.at(-1)?.receivedAt ?? null;
  // By whole days: a changed last message doesn't cause a new request.
  const since = oldest === null ? 0 : Math.floor(Date.parse(oldest) / 86_400_000) * 86_400_000;
  const { data } = useQuery({ ...recentQuery(since), enabled: isGrouped && messages.length > 0 });
  const idsByConversation = useMemo(() => byConversation(data ?? [], folder), [data, folder]);
  return useMemo(
    () => (thread) => {
      const others = idsByConversation.get(thread[0]?.conversationId ?? '') ?? [];
      return new Set([...thread.map(({ id }) => id), ...others]).size;
    },
    [idsByConversation],
  );
}

function byConversation(messages: readonly MessageSummary[], folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const message of messages) {
    if (message.conversationId === null || (isDeleted(message) && folder !== 'deleteditems')) {
      continue;
    }
    const ids = found.get(message.conversationId);
    if (ids === undefined) {
      found.set(message.conversationId, [message.id]);
    } else {
      ids.push(message.id);
    }
  }
  return found;
}

/** Lists of the whole mailbox name the folder of each message. */
function isDeleted(message: MessageSummary): boolean {
  const folder: unknown = 'folder' in message ? message.folder : undefined;
  return typeof folder === 'object' && folder !== null && 'wellKnownName' in folder
    ? folder.wellKnownName === 'deleteditems'
    : false;
}
