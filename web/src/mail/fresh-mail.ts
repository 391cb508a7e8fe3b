import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MessagePage } from '../client/index.js';
import { noteList } from '../platform/offline/kept.js';
import { isUserAround } from '../platform/presence.js';
import { listKey, type ListView } from '../platform/routes.js';
import { fetchChanges, isFollowed } from '../mailbox/folder-changes.js';
import { refreshConversations, refreshFolders, refreshRecent } from '../mailbox/mail-cache.js';
import { mailChanges } from '../mailbox/mail-changes.js';
import { isPushed } from '../mailbox/mail-push.js';
import { fetchFirstPage, listQuery } from '../mailbox/messages-query.js';
import { allMessages, mergeFirstPage, type MessagePages } from '../mailbox/pages.js';
import { showAround } from '../mailbox/show-around.js';

/** Pages follow each other by date; in another order, only a single one can be replaced. */
function merged(list: ListView, pages: MessagePages, fresh: MessagePage): MessagePages {
  if (list.sort === '') return mergeFirstPage(pages, fresh);
  return pages.pages.length === 1 ? { ...pages, pages: [fresh] } : pages;
}

const POLL_MS = 30_000;

/**
 * Keeps the top of the list fresh: told by the server where it can, by asking politely where it cannot. What has changed is asked for
 * where that says enough, and the first page of the list otherwise. Nobody in front of the screen means no asking, so that an abandoned
 * tab does not keep its session alive.
 */
export function useFreshMail(list: ListView, onNewMail: (count: number, wasAway: boolean) => void): void {
  const queries = useQueryClient();

  useEffect(() => {
    let isCurrent = true;
    const isStillCurrent = (): boolean => isCurrent;
    const { queryKey } = listQuery(list);

    const readAgain = async (): Promise<void> => {
      refreshConversations();
      refreshRecent();
      const fresh = await fetchFirstPage(list);
      if (!isStillCurrent()) return;
      queries.setQueryData(queryKey, (pages) => (pages === undefined ? pages : merged(list, pages, fresh)));
    };
    const follow = async (known: MessagePages): Promise<void> => {
      const changes = await fetchChanges(list.folder, known);
      const shown = queries.getQueryData(queryKey);
      if (changes === undefined || shown === undefined) return changes === undefined ? readAgain() : undefined;
      const before = allMessages(shown);
      queries.setQueryData(queryKey, changes.apply(shown));
      noteList(listKey(list), Date.now());
      showAround(changes, list.folder, { before, after: allMessages(queries.getQueryData(queryKey)) });
    };

    const refresh = async ({ wasAway = false } = {}): Promise<void> => {
      const known = queries.getQueryData(queryKey);
      if (known === undefined || !isCurrent) return;
      void refreshFolders();
      // A failure is shown by the banner, which tries again by itself.
      await (isFollowed(list) ? follow(known) : readAgain()).catch(() => undefined);
      if (!isStillCurrent()) return;
      const before = new Set(allMessages(known).map(({ id }) => id));
      const oldest = allMessages(known).at(-1)?.receivedAt ?? '';
      const added = allMessages(queries.getQueryData(queryKey)).filter(
        ({ id, isRead, receivedAt }) => !before.has(id) && !isRead && (receivedAt ?? '') >= oldest,
      );
      if (added.length > 0) onNewMail(added.length, wasAway);
    };
    const inTurn = oneAfterTheOther(refresh);

    const poll = setInterval(() => {
      if (!isPushed.get() && document.visibilityState === 'visible' && isUserAround()) inTurn();
    }, POLL_MS);
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') inTurn({ wasAway: true });
    };
    document.addEventListener('visibilitychange', onVisible);
    // A list that is still on its way may be older than the change.
    const refreshWhenThere = async (): Promise<void> => {
      await queries
        .getQueryCache()
        .find({ queryKey, predicate: ({ state }) => state.data === undefined })
        ?.promise?.catch(() => undefined);
      inTurn();
    };
    const stopListening = mailChanges.subscribe(() => {
      // A tab that nobody sees shows the count in its title; its list is refreshed when it is looked at.
      if (document.visibilityState === 'visible') void refreshWhenThere();
      else void refreshFolders();
    });
    // A list that was left and comes back shows what it had, then what is new.
    inTurn();
    return () => {
      isCurrent = false;
      clearInterval(poll);
      document.removeEventListener('visibilitychange', onVisible);
      stopListening();
    };
  }, [list, queries, onNewMail]);
}

/** Runs it at once, or once more when it runs already: by then what it is asked for has not been looked at. */
function oneAfterTheOther<Options extends object>(
  run: (options: Options) => Promise<void>,
): (options?: Options) => void {
  let isRunning = false;
  let next: Options | undefined;
  const begin = async (options: Options): Promise<void> => {
    isRunning = true;
    for (let wanted: Options | undefined = options; wanted !== undefined; wanted = next) {
      next = undefined;
      await run(wanted);
    }
    isRunning = false;
  };
  return (options = {} as Options) => {
    if (isRunning) next = { ...next, ...options };
    else void begin(options);
  };
}
