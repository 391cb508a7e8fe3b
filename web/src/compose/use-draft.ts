import { useCallback, useEffect, useRef, useState } from 'react';
import { useNotify } from '../platform/notify.js';
import { type Draft, isBlank } from './draft.js';
import { loadDraft, removeDraft, saveDraft } from './draft-store.js';

const SAVE_AFTER_MS = 300;

export interface DraftHandle {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Writes what is not yet stored, before the page is left. */
  readonly flush: () => Draft;
  /** Takes the draft away; nothing is stored afterwards. */
  readonly discard: () => void;
}

/** A draft that is stored as it is typed. */
export function useDraft(userId: string, initial: Draft): DraftHandle {
  const [draft, setDraft] = useState(initial);
  const latest = useRef(initial);
  const isGone = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const notify = useNotify();

  const flush = useCallback((): Draft => {
    clearTimeout(timer.current);
    if (!isGone.current) {
      try {
        saveDraft(userId, latest.current);
      } catch {
        notify({
          title: 'Your browser’s storage is full',
          body: 'This draft is not being kept. Send it before you leave the page.',
          intent: 'warning',
          id: 'storage',
        });
      }
    }
    return latest.current;
  }, [userId, notify]);

  const change = useCallback(
    (change: Partial<Draft>) => {
      latest.current = { ...latest.current, ...change, updatedAt: Date.now() };
      setDraft(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, SAVE_AFTER_MS);
    },
    [flush],
  );

  const discard = useCallback(() => {
    isGone.current = true;
    clearTimeout(timer.current);
    removeDraft(userId, latest.current.id);
  }, [userId]);

  useEffect(() => {
    const onLeave = (): void => {
      flush();
    };
    window.addEventListener('pagehide', onLeave);
    return () => {
      window.removeEventListener('pagehide', onLeave);
      if (isGone.current) return;
      // An empty page is not worth keeping, but the strict mode's second mount must still find it.
      if (isBlank(latest.current))
        setTimeout(() => {
          removeIfStillBlank(userId, latest.current.id);
        }, 0);
      else flush();
    };
  }, [flush, userId]);

  return { draft, change, flush, discard };
}

function removeIfStillBlank(userId: string, draftId: string): void {
  const isOpen = new URLSearchParams(window.location.search).get('draft') === draftId;
  const stored = loadDraft(userId, draftId);
  if (!isOpen && stored !== undefined && isBlank(stored)) removeDraft(userId, draftId);
}
