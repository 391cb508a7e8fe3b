import { useCallback, useMemo } from 'react';
import type { Message, MessageQuery, MessageSummary, Problem, ReadOptions } from '../client/index.js';
import { LoadedStore } from './loaded-store.js';
import { MessageListStore } from './message-list-store.js';
import { useRuntime } from './runtime.js';
import { useLoaded } from './use-loaded.js';

export interface UseMessages {
  /** Undefined until the first page has loaded. */
  readonly items: readonly MessageSummary[] | undefined;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => Promise<void>;
  /** Loads the list from the first page; the items stay until it has arrived. */
  readonly reload: () => Promise<void>;
  /** Why the last attempt failed. Pass `consent_required` and similar problems to `useInteraction`. */
  readonly error: Problem | undefined;
}

/** The messages of a folder, or of a search. Another query, or another user, is another list. */
export function useMessages(query: MessageQuery = {}): UseMessages {
  const { client, report, userId } = useRuntime();
  const key = JSON.stringify(query);
  const store = useMemo(
    () => new MessageListStore(client, JSON.parse(key) as MessageQuery, report, userId),
    [client, key, report, userId],
  );
  const { data, isLoading, problem } = useLoaded(store);
  const loadMore = useCallback(() => store.loadMore(), [store]);
  const reload = useCallback(() => store.reload(), [store]);
  const hasMore = data?.nextCursor !== undefined;
  return { items: data?.items, isLoading, hasMore, loadMore, reload, error: problem };
}

export interface UseMessage {
  readonly message: Message | undefined;
  readonly isLoading: boolean;
  readonly reload: () => Promise<void>;
  readonly error: Problem | undefined;
}

/** One message with its sanitised body; without an id nothing is loaded. */
export function useMessage(
  id: string | undefined,
  { body, remoteContent }: Pick<ReadOptions, 'body' | 'remoteContent'> = {},
): UseMessage {
  const { client, report, userId } = useRuntime();
  const store = useMemo(
    () =>
      new LoadedStore(
        (signal) => client.mail.message(id ?? '', { body, remoteContent, signal, quiet: true }),
        report,
        userId,
      ),
    [client, id, body, remoteContent, report, userId],
  );
  const { data, isLoading, problem } = useLoaded(store, id !== undefined);
  const reload = useCallback(() => store.reload(), [store]);
  return { message: data, isLoading: id !== undefined && isLoading, reload, error: problem };
}
