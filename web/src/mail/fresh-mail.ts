import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isUserAround } from '../platform/presence.js';
import type { ListView } from '../platform/routes.js';
import { refreshFolders } from '../mailbox/mail-cache.js';
import { mailChanges } from '../mailbox/mail-changes.js';
import { isPushed } from '../mailbox/mail-push.js';
import { listQuery } from '../mailbox/messages-query.js';
import { allMessages } from '../mailbox/pages.js';
import { firstPageEnded, refreshList } from '../mailbox/refresh-list.js';

const pollMs = 30_000;

/**
 * Refreshes a list when the server reports a change, and by polling while it can't report. Without a user in front of the screen there is
 * no polling, because an abandoned tab must not extend its session.
 */
export function useFreshMail(list: ListView, onNewMail: (count: number, wasAway: boolean) => void): void {
  const queries = useQueryClient();

  useEffect(() => {
    let isCurrent = true;
    const isStillCurrent = (): boolean => isCurrent;
    const { queryKey } = listQuery(list);
    /** The last refresh has failed: no further event will report the same change. */
    let isBehind = false;

    const refresh = async ({ wasAway = false, isReopened = false } = {}): Promise<void> => {
      const known = queries.getQueryData(queryKey);
      if (known === undefined || !isCurrent) {
        return;
      }
      // The banner shows the failure; the poll requests the list again.
      isBehind = await refreshList(list, isStillCurrent, { isReopened }).then(
        () => false,
        () => true,
      );
      if (!isStillCurrent()) {
        return;
      }
      const shown = allMessages(known);
      const before = new Set(shown.map(({ id }) => id));
      const oldest = shown.at(-1)?.receivedAt ?? '';
      const added = allMessages(queries.getQueryData(queryKey)).filter(
        ({ id, isRead, receivedAt }) => !before.has(id) && !isRead && (receivedAt ?? '') >= oldest,
      );
      if (added.length > 0) {
        onNewMail(added.length, wasAway);
      }
    };
    const inTurn = oneAfterTheOther(refresh);

    const poll = setInterval(() => {
      if ((isBehind || !isPushed.get()) && document.visibilityState === 'visible' && isUserAround()) {
        inTurn();
      }
    }, pollMs);
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') {
        inTurn({ wasAway: true });
      }
    };
    document.addEventListener('visibilitychange', onVisible);
    // A list that is still loading may be older than the change.
    const refreshWhenThere = async (): Promise<void> => {
      await firstPageEnded(list);
      inTurn();
    };
    const stopListening = mailChanges.subscribe(() => {
      // A hidden tab shows the count in its title; its list is refreshed when the tab is visible again.
      if (document.visibilityState === 'visible') {
        void refreshWhenThere();
      } else {
        void refreshFolders();
      }
    });
    // A list that is opened again shows what is cached, then what is new.
    inTurn({ isReopened: isPushed.get() });
    return () => {
      isCurrent = false;
      clearInterval(poll);
      document.removeEventListener('visibilitychange', onVisible);
      stopListening();
    };
  }, [list, queries, onNewMail]);
}

/** Runs the function at once. While it runs, further calls cause one more run, because the current one may have missed their change. */
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
    if (isRunning) {
      next = { ...next, ...options };
    } else {
      void begin(options);
    }
  };
}
