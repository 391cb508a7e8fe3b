import { useEffect, useRef } from 'react';
import { useNotify } from '../platform/notify.js';
import { usePermission } from '../platform/permissions.js';
import { tabs } from '../platform/services.js';
import type { DraftHandle } from './use-draft.js';

export const SEND_BUTTON_ID = 'send-message';

/** Back from Microsoft with the permission: says so and puts the focus where the user was about to be. */
export function useConsentReturn(handle: DraftHandle): void {
  const state = usePermission('mail.send');
  const notify = useNotify();
  const { awaiting } = handle.draft;
  // Written for a problem of this very page, it says nothing yet: only a draft that was loaded with it has been away.
  const wasAway = useRef(awaiting !== undefined);
  const { change } = handle;
  useEffect(() => {
    if (!wasAway.current || awaiting !== 'mail.send' || state === undefined) return;
    wasAway.current = false;
    change({ awaiting: undefined });
    if (state !== 'granted') return;
    notify({ title: 'You can now send mail', id: 'can-send' });
    tabs.post({ type: 'permissions-changed' });
    document.getElementById(SEND_BUTTON_ID)?.focus();
  }, [awaiting, state, change, notify]);
}
