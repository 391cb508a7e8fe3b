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
  /** Has the time for which they were about to schedule it. */
  readonly onTime: (at: Date) => void;
  /** They were about to keep it as a template. */
  readonly onTemplate: () => void;
}

/** Back from Microsoft with the permission: says so and puts the focus where the user was about to be, or goes on there. */
export function useConsentReturn({ draft, change }: DraftHandle, { onTime, onTemplate }: Resumed): void {
  const permissions = usePermissions();
  const notify = useNotify();
  const { awaiting } = draft;
  const resume = useEffectEvent(onTime);
  const resumeTemplate = useEffectEvent(onTemplate);
  const state = permissions?.find((permission) => permission.name === awaiting?.permission)?.state;
  // Written for a problem of this very page, it says nothing yet: only a draft that was loaded with it has been away.
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
    // They are in the field that they came from already.
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
