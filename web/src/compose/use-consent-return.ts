import { useEffect, useEffectEvent, useRef } from 'react';
import type { PermissionName } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { usePermissions } from '../platform/permissions.js';
import { tabs } from '../platform/services.js';
import { t } from '../texts/t.js';
import type { DraftHandle } from './use-draft.js';

export const sendButtonId = 'send-message';

const WELCOME: Partial<Record<PermissionName, string>> = {
  'mail.send': t('You can now send mail'),
  'mail.write': t('Your drafts are now kept in your mailbox'),
  'people.read': t('People you write to and colleagues are now suggested'),
};

interface Resumed {
  /** Receives the time for which the user was about to schedule the message. */
  readonly onTime: (at: Date) => void;
  /** The user was about to save the message as a template. */
  readonly onTemplate: () => void;
}

/** After the return from Microsoft with the permission: shows a notice, and sets the focus or continues with the action. */
export function useConsentReturn({ draft, change }: DraftHandle, { onTime, onTemplate }: Resumed): void {
  const permissions = usePermissions();
  const notify = useNotify();
  const { awaiting } = draft;
  const resume = useEffectEvent(onTime);
  const resumeTemplate = useEffectEvent(onTemplate);
  const state = permissions?.find((permission) => permission.name === awaiting?.permission)?.state;
  // A value that this page has set is for the next return. Only a draft that was loaded with it has been at Microsoft.
  const wasAway = useRef(awaiting !== undefined);
  useEffect(() => {
    if (!wasAway.current || awaiting === undefined || state === undefined) {
      return;
    }
    wasAway.current = false;
    change({ awaiting: undefined });
    if (state !== 'granted') {
      return;
    }
    const { permission, then } = awaiting;
    const body = permission === 'mail.send' && then === undefined ? t('Press Send to send this message.') : undefined;
    notify({ title: WELCOME[permission] ?? t('Thank you'), body, id: 'consent' });
    tabs.post({ type: 'permissions-changed' });
    // The focus is in the field that they came from already.
    if (permission === 'people.read') {
      return;
    }
    switch (then?.kind) {
      case 'template':
        resumeTemplate();
        break;
      case 'schedule':
        resume(new Date(then.at));
        break;
      case undefined:
        document.getElementById(sendButtonId)?.focus();
    }
  }, [awaiting, state, change, notify]);
}
