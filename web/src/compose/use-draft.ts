import { useCallback, useEffect } from 'react';
import { useNotify } from '../platform/notify.js';
import { useStore } from '../platform/store.js';
import { type Draft, isBlank } from '../drafts/draft.js';
import { loadDraft, removeDraft, watchDraft } from '../drafts/draft-store.js';
import type { WorkingDraft } from '../drafts/working-draft.js';
import { t } from '../texts/t.js';

export interface DraftHandle {
  readonly draft: Draft;
  readonly working: WorkingDraft;
  readonly change: (change: Partial<Draft>) => void;
  /** Stores pending changes on this device before the page is left. */
  readonly store: () => Draft;
}

/** A draft in its editor. */
export function useDraft(working: WorkingDraft): DraftHandle {
  const draft = useStore(working.current);
  const notify = useNotify();

  const store = useCallback((): Draft => {
    try {
      return working.store();
    } catch {
      notify({
        title: t('Your browser’s storage is full'),
        body: t('This draft is not being kept on this device. Send it before you leave the page.'),
        intent: 'warning',
        id: 'storage',
      });
      return working.current.get();
    }
  }, [working, notify]);

  const change = useCallback(
    (change: Partial<Draft>) => {
      working.change(change);
    },
    [working],
  );

  useEffect(() => {
    const { userId, id } = working;
    const stopWatching = watchDraft(userId, id, (stored) => {
      working.follow(stored);
    });
    window.addEventListener('pagehide', store);
    return () => {
      stopWatching();
      window.removeEventListener('pagehide', store);
      const latest = store();
      // An empty draft is not stored, but the second mount in strict mode must still find it.
      if (isBlank(latest)) {
        setTimeout(() => {
          removeIfStillBlank(userId, latest.id);
        }, 0);
      }
    };
  }, [store, working]);

  return { draft, working, change, store };
}

function removeIfStillBlank(userId: string, draftId: string): void {
  const isOpen = new URLSearchParams(window.location.search).get('draft') === draftId;
  const stored = loadDraft(userId, draftId);
  if (!isOpen && stored !== undefined && isBlank(stored)) {
    removeDraft(userId, draftId);
  }
}
