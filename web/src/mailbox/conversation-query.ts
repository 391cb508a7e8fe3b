import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Message, type MessageQuery, type MessageSummary, problemOf } from '../client/index.js';
import { orKept } from '../platform/offline/kept.js';
import { asideMail, asideTransport, client, queryClient, reportFailure, transport } from '../platform/services.js';
import { endedActions, hasEndedSince, messagesWithRequested } from './actions/requested-actions.js';
import { inOrder } from './conversation.js';
import { findFolder, useFolders } from './folders.js';
import { fetchMessage, keptMessageName, messageDetailQuery } from './messages-query.js';

const pageSize = 100;
/** More than anybody reads; a mailing list of years must not be loaded whole. */
const mostPages = 3;

export const allConversations = ['conversation'] as const;

/** The conversation over all folders. The first answer brings its newest messages whole; from then on it is what is in it that is asked for. */
export function conversationQuery(id: string, isAhead = false) {
  const queryKey = [...allConversations, id] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<MessageSummary[]> => {
      if (queryClient.getQueryData(queryKey) === undefined) {
        const before = endedActions.get();
        const { items: answered, nextCursor } = await wholeMessages(id, signal, isAhead);
        const items = messagesWithRequested(answered);
        // What was done meanwhile is perhaps not in this answer.
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

/** A conversation that can't be had whole: its messages can perhaps be had one by one. */
const ALONE: readonly string[] = [
  'graph_error',
  'graph_timeout',
  'invalid_request',
  'network_unreachable',
  'not_found',
];

/** The message that is opened, which comes with its conversation when it is shown with it. */
export function openedMessageQuery(messageId: string, conversationId: string | undefined, isAhead = false) {
  const detail = messageDetailQuery(messageId, false);
  return queryOptions({
    ...detail,
    queryFn: async (context): Promise<Message> => {
      // A query whose signal was not read is not cancelled when nobody waits for it any more.
      const { signal } = context;
      if (conversationId !== undefined && isUnknown(conversationId)) {
        try {
          await queryClient.query(conversationQuery(conversationId));
        } catch (error) {
          // Without a problem it was cancelled: something has changed in the mailbox, and it is asked for again.
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
      const name = keptMessageName(messageId, false);
      return orKept('message', [name], () => fetchMessage(messageId, { signal, isAhead }), {
        isShown: () => {
          const query = queryClient.getQueryCache().find({ queryKey: detail.queryKey });
          return query?.state.data !== undefined || (isAhead && query?.getObserversCount() === 0);
        },
        // What is asked for ahead begins no outage by itself; without one nobody would ask for it again.
        onKept: (_at, error) => {
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

/** By which a message is asked for that is shown with its conversation; undefined: it is shown, and asked for, alone. */
export function conversationIdOf(message: MessageSummary | undefined, isGrouped: boolean): string | undefined {
  return isGrouped ? (message?.conversationId ?? undefined) : undefined;
}

/**
 * The conversation of a message over all folders, the oldest first, without what is deleted, unless it is read there. Until it
 * is there, or when it cannot be had, what the list knows of it.
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

/** Messages of a list over all folders name theirs, whole ones have its id. */
function isDeleted(
  message: MessageSummary & { readonly folderId?: string | null },
  deletedItems: string | undefined,
): boolean {
  if (message.folder !== undefined) {
    return message.folder.wellKnownName === 'deleteditems';
  }
  return message.folderId !== undefined && message.folderId === deletedItems;
}
