import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { deleteDrafts } from '../drafts/draft-store.js';
import { refreshFolders } from '../mailbox/mail-cache.js';
import { refreshPermissions } from '../platform/permissions.js';
import { deleteCopy } from '../platform/offline/offline-copy.js';
import { sessionReturned, tabs } from '../platform/services.js';
import { askSession, sessionQuery } from '../platform/session.js';
import { createStore } from '../platform/store.js';
import { t } from '../texts/t.js';

/** Why the landing page is shown to a user who was signed in a moment ago. */
export const endedReason = createStore<string | undefined>(undefined);

/** Follows the other tabs: a sign-out ends this tab's session too, and a new permission takes effect here too. */
export function useTabSync(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stopListening = tabs.subscribe((message) => {
      if (message.type === 'signed-out') {
        const known = queries.getQueryData(sessionQuery.queryKey);
        deleteCopy();
        if (known?.authenticated === true) {
          void deleteDrafts(known.user.id);
        }
        endedReason.set(t('You signed out in another tab.'));
        queries.clear();
        queries.setQueryData(sessionQuery.queryKey, { authenticated: false });
      }
      if (message.type === 'signed-in') {
        void noticeSignIn(queries);
      }
      if (message.type === 'permissions-changed') {
        void refreshPermissions();
      }
      if (message.type === 'mail-changed') {
        void refreshFolders();
      }
    });
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') {
        void noticeSignIn(queries);
      }
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopListening();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [queries]);
}

/** All tabs share the cookie: another tab may have signed in the same user or another one. Nothing of the old user may stay. */
export async function noticeSignIn(queries: QueryClient): Promise<void> {
  const known = queries.getQueryData(sessionQuery.queryKey);
  const fresh = await askSession().catch(() => undefined);
  if (fresh === undefined || known === undefined || !fresh.authenticated) {
    return;
  }
  if (known.authenticated && fresh.user.id === known.user.id) {
    sessionReturned();
  } else {
    window.location.reload();
  }
}
