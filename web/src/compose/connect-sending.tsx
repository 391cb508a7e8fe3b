import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { isInteraction, problemOf } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { connect, usePermission } from '../platform/permissions.js';
import { problemText } from '../ui/problem-text.js';

interface ConnectSendingProps {
  /** Stores the draft and remembers what the user is away for. */
  readonly onLeave: () => void;
}

/** Offers the permission to send before a first attempt would fail for want of it. */
export function ConnectSending({ onLeave }: ConnectSendingProps): ReactElement | null {
  const state = usePermission('mail.send');
  const [isLeaving, setLeaving] = useState(false);
  const notify = useNotify();
  if (state === undefined || state === 'granted') return null;
  const needsAdmin = state === 'admin_consent_required';

  const go = async (): Promise<void> => {
    setLeaving(true);
    onLeave();
    try {
      await connect('mail.send');
    } catch (error) {
      setLeaving(false);
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) return;
      const { title, text } = problemText(error);
      notify({ title, body: text, intent: 'error' });
    }
  };

  return (
    <MessageBar intent="info" layout="auto" data-testid="connect-sending">
      <MessageBarBody>
        <MessageBarTitle>
          {needsAdmin ? 'Sending needs an administrator’s approval.' : 'You can’t send yet.'}
        </MessageBarTitle>{' '}
        {needsAdmin
          ? 'Your organisation lets only administrators allow “Send mail as you”. Your draft is kept.'
          : 'Microsoft will ask you to allow “Send mail as you”, and you come back to this draft.'}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={isLeaving} onClick={() => void go()}>
          {needsAdmin ? 'Ask for approval' : 'Connect sending'}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
