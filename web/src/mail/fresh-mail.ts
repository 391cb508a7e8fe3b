import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MessagePage } from '../client/index.js';
import { isUserAround } from '../platform/presence.js';
import type { ListView } from '../platform/routes.js';
import { refreshConversations, refreshFolders, refreshRecent } from '../mailbox/mail-cache.js';
import { isPushed, mailChanges } from '../mailbox/mail-push.js';
import { fetchFirstPage, listQuery } from '../mailbox/messages-query.js';
import { allMessages, mergeFirstPage, type MessagePages } from '../mailbox/pages.js';

/** Pages follow each other by date; in another order, only a single one can be replaced. */
function merged(list: ListView, pages: MessagePages, fresh: MessagePage): MessagePages {
  if (list.sort === '') return mergeFirstPage(pages, fresh);
  return pages.pages.length === 1 ? { ...pages, pages: [fresh] } : pages;
}

const POLL_MS = 30_000;

/**
 * Keeps the top of the list fresh: told by the server where it can, by asking politely where it cannot. Nobody in
 * front of the screen means no asking, so that an abandoned tab does not keep its session alive.
 */
export function useFreshMail(list: ListView, onNewMail: (count: number, wasAway: boolean) => void): void {
  const queries = useQueryClient();

  useEffect(() => {
    let isCurrent = true;
    const isStillCurrent = (): boolean => isCurrent;

    const refresh = async ({ wasAway = false } = {}): Promise<void> => {
      const key = listQuery(list).queryKey;
      const known = queries.getQueryData(key);
      if (known === undefined || !isCurrent) return;
      void refreshFolders();
      refreshConversations();
      refreshRecent();
      // A failure is shown by the banner, which tries again by itself.
      const fresh = await fetchFirstPage(list).catch(() => undefined);
      if (fresh === undefined || !isStillCurrent()) return;
      const before = new Set(allMessages(known).map((message) => message.id));
      queries.setQueryData(key, (pages) => (pages === undefined ? pages : merged(list, pages, fresh)));
      const added = fresh.items.filter((item) => !before.has(item.id) && !item.isRead).length;
      if (added > 0) onNewMail(added, wasAway);
    };

    const poll = setInterval(() => {
      if (!isPushed.get() && document.visibilityState === 'visible' && isUserAround()) void refresh();
    }, POLL_MS);
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') void refresh({ wasAway: true });
    };
    document.addEventListener('visibilitychange', onVisible);
    // A list that is still on its way may be older than the change.
    const refreshWhenThere = async (): Promise<void> => {
      await queries
        .getQueryCache()
        .find({ queryKey: listQuery(list).queryKey, predicate: ({ state }) => state.data === undefined })
        ?.promise?.catch(() => undefined);
      await refresh();
    };
    const stopListening = mailChanges.subscribe(() => {
      // A tab that nobody sees shows the count in its title; its list is refreshed when it is looked at.
      if (document.visibilityState === 'visible') void refreshWhenThere();
      else void refreshFolders();
    });
    // A list that was left and comes back shows what it had, then what is new.
    void refresh();
    return () => {
      isCurrent = false;
      clearInterval(poll);
      document.removeEventListener('visibilitychange', onVisible);
      stopListening();
    };
  }, [list, queries, onNewMail]);
}
