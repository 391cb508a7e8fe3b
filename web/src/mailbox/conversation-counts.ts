import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Folder, MessageSummary } from '../client/index.js';
import { client, queryClient } from '../platform/services.js';
import { foldersQuery } from './folders.js';
import { restBelow } from './pages.js';
import { allRecent, foldersOfRecent } from './recent-key.js';

const pageSize = 100;
/** Beyond, a conversation is counted by what the list has of it until it is opened. */
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
        // From here on down it is known, without what has gone in the meantime.
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
    // Another list goes further down, and was read just now.
    initialData: () => deeperThan(since)?.data as MessageSummary[] | undefined,
    initialDataUpdatedAt: () => deeperThan(since)?.dataUpdatedAt,
  });
}

/** Not where another list's were read earlier and count as good. */
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
 * How many messages each conversation has, own answers in other folders included, as the reading pane shows them. One request for
 * the mailbox as a whole instead of one for each row.
 */
export function useConversationCounts(
  messages: readonly MessageSummary[],
  folder: string,
  isGrouped: boolean,
): (thread: readonly MessageSummary[]) => number {
  const oldest = messages.at(-1)?.receivedAt ?? null;
  // By whole days, so that a message more or less does not ask again.
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

/** Lists of the whole mailbox say where each message is. */
function isDeleted(message: MessageSummary): boolean {
  const folder: unknown = 'folder' in message ? message.folder : undefined;
  return typeof folder === 'object' && folder !== null && 'wellKnownName' in folder
    ? folder.wellKnownName === 'deleteditems'
    : false;
}
