import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Message, type MessageQuery, type MessageSummary, problemOf } from '../client/index.js';
import { orStored } from '../platform/offline/offline-copy.js';
import { asideMail, asideTransport, client, queryClient, reportFailure, transport } from '../platform/services.js';
import { endedActions, hasEndedSince, messagesWithRequested } from './actions/requested-actions.js';
import { inOrder } from './conversation.js';
import { findFolder, useFolders } from './folders.js';
import { fetchMessage, storedMessageName, messageDetailQuery } from './messages-query.js';

const pageSize = 100;
/** More than anybody reads: years of a mailing list must not be loaded completely. */
const mostPages = 3;

export const allConversations = ['conversation'] as const;

/** The conversation over all folders. The first response has its newest messages with bodies; later requests only list its messages. */
export function conversationQuery(id: string, isAhead = false) {
  const queryKey = [...allConversations, id] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<MessageSummary[]> => {
      if (queryClient.getQueryData(queryKey) === undefined) {
        const before = endedActions.get();
        const { items: answered, nextCursor } = await wholeMessages(id, signal, isAhead);
        const items = messagesWithRequested(answered);
        // The response may not include actions that ended meanwhile.
        for (const message of items.filter((one) => !hasEndedSince(one.id, before))) {
          queryClient.setQueryData<Message>(
            messageDetailQuery(message.id, false).queryKey,
            (known) => known ?? message,
          );
        }
        if (nextCursor === null) {
          return items;
        }
      }
      return load({ conversation: id, top: pageSize }, signal, isAhead);
    },
    staleTime: 30_000,
  });
}

function wholeMessages(id: string, signal: AbortSignal, isAhead: boolean) {
  const params = { path: { id } };
  const way = isAhead ? asideTransport : transport;
  return way.call((init) => way.api.GET('/api/mail/conversations/{id}', { ...init, params }), {
    signal,
    quiet: true,
  });
}

async function load(query: MessageQuery, signal: AbortSignal, isAhead: boolean): Promise<MessageSummary[]> {
  const mail = isAhead ? asideMail : client.mail;
  const found: MessageSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, nextCursor } = await mail.messages(cursor === undefined ? query : { ...query, cursor }, {
      signal,
      quiet: true,
    });
    found.push(...items);
    if (nextCursor === null) {
      break;
    }
    cursor = nextCursor;
  }
  return messagesWithRequested(found);
}

/** The conversation can't be loaded, but perhaps its single messages can. */
const ALONE: readonly string[] = [
  'graph_error',
  'graph_timeout',
  'invalid_request',
  'network_unreachable',
  'not_found',
];

/** The opened message, which is loaded together with its conversation when it is shown with it. */
export function openedMessageQuery(messageId: string, conversationId: string | undefined, isAhead = false) {
  const detail = messageDetailQuery(messageId, false);
  return queryOptions({
    ...detail,
    queryFn: async (context): Promise<Message> => {
      // React Query cancels an unused query only if its signal was read.
      const { signal } = context;
      if (conversationId !== undefined && isUnknown(conversationId)) {
        try {
          await queryClient.query(conversationQuery(conversationId));
        } catch (error) {
          // Without a problem it was cancelled: the mailbox has changed, and the conversation is requested again.
          const problem = problemOf(error);
          if (signal.aborted || (problem !== undefined && !ALONE.includes(problem.code))) {
            throw error;
          }
        }
        const message = queryClient.getQueryData(detail.queryKey);
        if (message !== undefined) {
          return message;
        }
      }
      signal.throwIfAborted();
      const name = storedMessageName(messageId, false);
      return orStored('message', [name], () => fetchMessage(messageId, { signal, isAhead }), {
        isShown: () => {
          const query = queryClient.getQueryCache().find({ queryKey: detail.queryKey });
          return query?.state.data !== undefined || (isAhead && query?.getObserversCount() === 0);
        },
        // A prefetch starts no outage by itself; without an outage nothing would request the message again.
        onStored: (_at, error) => {
          if (isAhead) {
            reportFailure(error);
          }
        },
      });
    },
  });
}

function isUnknown(conversationId: string): boolean {
  return queryClient.getQueryData(conversationQuery(conversationId).queryKey) === undefined;
}

/** The id for loading a message together with its conversation; undefined: the message is shown and loaded alone. */
export function conversationIdOf(message: MessageSummary | undefined, isGrouped: boolean): string | undefined {
  return isGrouped ? (message?.conversationId ?? undefined) : undefined;
}

/**
 * The conversation of a message over all folders, the oldest first, without deleted messages unless the folder is Deleted Items. Until it
 * is loaded, or when it can't be, the messages of the list.
 */
export function useConversation(
  message: MessageSummary | undefined,
  folder: string,
  thread: readonly MessageSummary[],
  isGrouped: boolean,
): readonly MessageSummary[] {
  const id = conversationIdOf(message, isGrouped);
  const { data } = useQuery({ ...conversationQuery(id ?? ''), enabled: id !== undefined });
  const deletedItems = findFolder(useFolders().data, 'deleteditems')?.id;
  return useMemo(() => {
    if (message === undefined) {
      return [];
    }
    if (!isGrouped) {
      return [message];
    }
    const isShown = (one: MessageSummary): boolean => folder === 'deleteditems' || !isDeleted(one, deletedItems);
    return inOrder([...(data?.filter(isShown) ?? thread), message]);
  }, [message, data, thread, isGrouped, folder, deletedItems]);
}

/** Messages of a list over all folders have the folder's reference, complete messages only its id. */
function isDeleted(
  message: MessageSummary & { readonly folderId?: string | null },
  deletedItems: string | undefined,
): boolean {
  if (message.folder !== undefined) {
    return message.folder.wellKnownName === 'deleteditems';
  }
  return message.folderId !== undefined && message.folderId === deletedItems;
}
