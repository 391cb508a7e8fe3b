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
  const { awaiting, awaitingTime, awaitingTemplate } = draft;
  const resume = useEffectEvent(onTime);
  const resumeTemplate = useEffectEvent(onTemplate);
  const state = permissions?.find((permission) => permission.name === awaiting)?.state;
  // Written for a problem of this very page, it says nothing yet: only a draft that was loaded with it has been away.
  const wasAway = useRef(awaiting !== undefined);
  useEffect(() => {
    if (!wasAway.current || awaiting === undefined || state === undefined) {
      return;
    }
    wasAway.current = false;
    change({ awaiting: undefined, awaitingTime: undefined, awaitingTemplate: false });
    if (state !== 'granted') {
      return;
    }
    const body =
      awaiting === 'mail.send' && awaitingTime === undefined ? t('Press Send to send this message.') : undefined;
    notify({ title: WELCOME[awaiting] ?? t('Thank you'), body, id: 'consent' });
    tabs.post({ type: 'permissions-changed' });
    // They are in the field that they came from already.
    if (awaiting === 'people.read') {
      return;
    }
    if (awaitingTemplate) {
      resumeTemplate();
    } else if (awaitingTime === undefined) {
      document.getElementById(sendButtonId)?.focus();
    } else {
      resume(new Date(awaitingTime));
    }
  }, [awaiting, awaitingTime, awaitingTemplate, state, change, notify]);
}
