import { type MessageSummary, problemOf } from '../client/index.js';
import { outage, queryClient, reportFailure } from '../platform/services.js';
import { conversationIdOf, conversationQuery, openedMessageQuery } from './conversation-query.js';
import { type Connection, isGenerous, type Prefetch, PrefetchQueue } from './prefetch-queue.js';

/** One queue per page. */
export const prefetches = new PrefetchQueue(
  () => document.visibilityState === 'visible' && outage.get() === undefined && isGenerous(connection()),
);

/** Not in every browser. */
export function connection(): Connection {
  return (navigator as { readonly connection?: Connection }).connection ?? {};
}

/** The requests for opening the message, without a mark as read; none for cached messages and drafts. */
export function prefetchOf(message: MessageSummary | undefined, isGrouped: boolean): Prefetch[] {
  if (message === undefined || message.isDraft) {
    return [];
  }
  const conversationId = conversationIdOf(message, isGrouped);
  const detail = openedMessageQuery(message.id, undefined, true);
  if (queryClient.getQueryData(detail.queryKey) !== undefined) {
    return [];
  }
  const [key, run] =
    conversationId === undefined
      ? [detail.queryKey, () => queryClient.query(detail)]
      : [conversationQuery(conversationId).queryKey, () => queryClient.query(conversationQuery(conversationId, true))];
  const isAwaited = (): boolean => (queryClient.getQueryCache().find({ queryKey: key })?.getObserversCount() ?? 0) > 0;
  return [
    {
      key: JSON.stringify(key),
      run: async () => {
        try {
          await run();
        } catch (error) {
          if (isAwaited()) {
            reportFailure(error);
          }
          // Without a problem it was cancelled, because the mailbox has changed.
          if (problemOf(error) !== undefined) {
            throw error;
          }
        }
      },
      cancel: () => {
        if (!isAwaited()) {
          void queryClient.cancelQueries({ queryKey: key, exact: true });
        }
      },
    },
  ];
}
