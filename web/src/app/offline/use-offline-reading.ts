import { useEffect, useEffectEvent } from 'react';
import { connection } from '../../mailbox/prefetch.js';
import { isGenerous } from '../../mailbox/prefetch-queue.js';
import {
  deleteCopy,
  isForbidden,
  mayStay,
  sessionSeen,
  showsStored,
  type Stay,
  permittingSession,
} from '../../platform/offline/offline-copy.js';
import { usePreferences } from '../../platform/preferences.js';
import { outage, queryClient } from '../../platform/services.js';
import { askSession, sessionQuery, useSignedIn } from '../../platform/session.js';
import { useStore } from '../../platform/store.js';
import { afterFirstRows } from '../after-first-rows.js';

const checkMs = 15_000;

/** Stores what the user reads for times without a network, and shows it no longer than the session would have lasted. */
export function useOfflineReading(): void {
  const session = useSignedIn();
  const { offlineReading } = usePreferences();
  const seen = useStore(sessionSeen);
  const isOn = offlineReading && !isForbidden(seen?.state ?? session);
  const theirs = useEffectEvent(() => session);

  useEffect(() => {
    if (!isOn) {
      deleteCopy();
      void import('./shell-worker.js').then(({ removeShellWorker }) => removeShellWorker()).catch(() => undefined);
      return undefined;
    }
    let stop: (() => void) | undefined;
    let isOver = false;
    const begin = async (): Promise<void> => {
      const [{ storeMail }, { addShellWorker }] = await Promise.all([
        import('./mail-store.js'),
        import('./shell-worker.js'),
      ]);
      if (isOver) {
        return;
      }
      stop = storeMail(session.user.id);
      // The copy was deleted after the last session response, for example when the user turns the setting on again.
      if (sessionSeen.get() !== undefined && permittingSession() === undefined) {
        void askSession().catch(() => undefined);
      }
      if (isGenerous(connection())) {
        await addShellWorker();
      }
    };
    const dontWait = afterFirstRows(() => {
      // When its code can't be loaded, as during an update, the next page does it.
      begin().catch(() => undefined);
    });
    return () => {
      isOver = true;
      dontWait();
      stop?.();
    };
  }, [isOn, session.user.id]);

  useEffect(() => {
    const check = async (): Promise<void> => {
      if (!isUnreachable() || !isShellCached()) {
        return;
      }
      const stay = await mayStay(theirs(), Date.now());
      if (stay !== 'stays' && isUnreachable()) {
        leave(stay);
      }
    };
    const stopListening = outage.subscribe(() => {
      if (outage.get() === undefined && showsStored.get()) {
        void catchUp(theirs().user.id);
      }
      void check();
    });
    const onVisible = (): void => void check();
    const timer = setInterval(onVisible, checkMs);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopListening();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, []);
}

/** The service is available again: confirms the user first, then loads what is new. */
async function catchUp(userId: string): Promise<void> {
  const state = await askSession().catch(() => undefined);
  if (state === undefined) {
    return;
  }
  if (!state.authenticated || state.user.id !== userId) {
    leave('over');
    return;
  }
  showsStored.set(false);
  queryClient.setQueryData(sessionQuery.queryKey, state);
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}

function isUnreachable(): boolean {
  return !navigator.onLine || outage.get()?.problem.code === 'network_unreachable';
}

/** Without the worker, a reload without a network shows the browser's error page, and the text being written is lost. */
function isShellCached(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

/** Reloads the page. The new page shows stored mail only if the copy is still valid. */
function leave(stay: Exclude<Stay, 'stays'>): void {
  // Another tab may have a copy that this page can't read; that copy has its own user and expiry.
  if (stay === 'over') {
    deleteCopy();
  }
  window.location.reload();
}
