import { useEffect, useRef } from 'react';
import type { PermissionName } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { usePermissions } from '../platform/permissions.js';
import { tabs } from '../platform/services.js';
import type { DraftHandle } from './use-draft.js';

export const SEND_BUTTON_ID = 'send-message';

const WELCOME: Partial<Record<PermissionName, string>> = {
  'mail.send': 'You can now send mail',
  'mail.write': 'Your drafts are now kept in your mailbox',
};

/** Back from Microsoft with the permission: says so and puts the focus where the user was about to be. */
export function useConsentReturn({ draft, change }: DraftHandle): void {
  const permissions = usePermissions();
  const notify = useNotify();
  const { awaiting } = draft;
  const state = permissions?.find((permission) => permission.name === awaiting)?.state;
  // Written for a problem of this very page, it says nothing yet: only a draft that was loaded with it has been away.
  const wasAway = useRef(awaiting !== undefined);
  useEffect(() => {
    if (!wasAway.current || awaiting === undefined || state === undefined) return;
    wasAway.current = false;
    change({ awaiting: undefined });
    if (state !== 'granted') return;
    const body = awaiting === 'mail.send' ? 'Press Send to send this message.' : undefined;
    notify({ title: WELCOME[awaiting] ?? 'Thank you', body, id: 'consent' });
    tabs.post({ type: 'permissions-changed' });
    document.getElementById(SEND_BUTTON_ID)?.focus();
  }, [awaiting, state, change, notify]);
}
