import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { readUnmarked } from '../mailbox/actions/mail-actions.js';
import { storeIntents, takeIntents } from '../platform/pending-intent.js';
import { connectOrNotify, usePermission } from '../platform/permissions.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';

const ASKED = 'asked-to-mark-read';
/** One message that stays unread may be intended; two look like a fault. */
const ENOUGH = 2;

/** Offers the missing permission once, to users who read messages and see that the unread count stays. */
export function MarkPermissionNotice({ folder }: { readonly folder: string }): ReactElement | null {
  const user = useUser();
  const state = usePermission('mail.write');
  const unmarked = useStore(readUnmarked);
  const [isAnswered, setAnswered] = useState(wasAsked);
  const [isLeaving, setLeaving] = useState(false);
  if (isAnswered || state !== 'consent_required' || unmarked.length < ENOUGH) {
    return null;
  }
  const answer = (): void => {
    setAnswered(true);
    try {
      localStorage.setItem(ASKED, '1');
    } catch {
      // Storage is full or forbidden: the notice is shown again next time.
    }
  };
  const allow = async (): Promise<void> => {
    setLeaving(true);
    const payload = {
      id: crypto.randomUUID(),
      userId: user.id,
      action: { kind: 'mark-read' },
      from: folder,
      messages: unmarked,
      requestedAt: Date.now(),
      origin: 'user',
    };
    storeIntents(user.id, [{ kind: 'mail-action', payload, permissions: ['mail.write'] }]);
    if (await connectOrNotify(['mail.write'])) {
      answer();
    } else {
      // The redirect hasn't started: there is nothing to continue with.
      takeIntents(user.id);
      setLeaving(false);
    }
  };
  return (
    <MessageBar intent="info" layout="auto" data-testid="mark-permission">
      <MessageBarBody>{t('Messages you read stay unread until you let this app change your mail.')}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={isLeaving} onClick={() => void allow()}>
          {t('Allow')}
        </Button>
        <Button size="small" onClick={answer}>
          {t('Not now')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function wasAsked(): boolean {
  try {
    return localStorage.getItem(ASKED) !== null;
  } catch {
    return false;
  }
}
