import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MessageQuery, MessageSummary } from '../client/index.js';
import { client } from '../platform/services.js';
import { inOrder } from './conversation.js';

const PAGE_SIZE = 100;
/** More than anybody reads; a mailing list of years must not be loaded whole. */
const MOST_PAGES = 3;

export const ALL_CONVERSATIONS = ['conversation'] as const;

function conversationQuery(id: string, folder: string) {
  return queryOptions({
    queryKey: [...ALL_CONVERSATIONS, id, folder],
    queryFn: async ({ signal }) => {
      const [all, deleted] = await Promise.all([
        load({ conversation: id, top: PAGE_SIZE }, signal),
        folder === 'deleteditems' ? [] : load({ conversation: id, folder: 'deleteditems', top: PAGE_SIZE }, signal),
      ]);
      const gone = new Set(deleted.map((message) => message.id));
      return all.filter((message) => !gone.has(message.id));
    },
    staleTime: 30_000,
  });
}

async function load(query: MessageQuery, signal: AbortSignal): Promise<MessageSummary[]> {
  const found: MessageSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, nextCursor } = await client.mail.messages(cursor === undefined ? query : { ...query, cursor }, {
      signal,
      quiet: true,
    });
    found.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}

/**
 * The conversation of a message over all folders, the oldest first. Until it is there, or when it cannot be had, what the
 * list knows of it.
 */
export function useConversation(
  message: MessageSummary | undefined,
  folder: string,
  thread: readonly MessageSummary[],
  isGrouped: boolean,
): readonly MessageSummary[] {
  const id = message?.conversationId ?? undefined;
  const { data } = useQuery({ ...conversationQuery(id ?? '', folder), enabled: isGrouped && id !== undefined });
  return useMemo(() => {
    if (message === undefined) return [];
    if (!isGrouped) return [message];
    return inOrder([...(data ?? thread), message]);
  }, [message, data, thread, isGrouped]);
}
