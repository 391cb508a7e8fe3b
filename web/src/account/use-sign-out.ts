import { useState } from 'react';
import { pendingDrafts } from '../drafts/draft-store.js';
import { requestText } from '../mailbox/actions/action-text.js';
import { actionQueue } from '../mailbox/actions/mail-actions.js';
import { useNotify } from '../platform/notify.js';
import { useUser } from '../platform/session.js';
import { askWith } from '../ui/ask-with.js';
import { problemText } from '../ui/problem-text.js';
import { signOut, signOutQuestion } from './sign-out.js';
import { t } from '../texts/t.js';

interface SignOut {
  readonly isSigningOut: boolean;
  /** Asks first when something would be lost. */
  readonly run: (everywhere: boolean) => void;
  readonly runAnyway: (everywhere: boolean) => void;
}

export function useSignOut(): SignOut {
  const user = useUser();
  const notify = useNotify();
  const [isSigningOut, setSigningOut] = useState(false);
  const leave = async (everywhere: boolean): Promise<void> => {
    setSigningOut(true);
    try {
      await signOut(user.id, everywhere);
    } catch (error) {
      setSigningOut(false);
      notify({ title: t('You’re not signed out yet'), body: problemText(error).text, intent: 'error' });
    }
  };
  return {
    isSigningOut,
    run: (everywhere) => {
      const drafts = pendingDrafts(user.id);
      const waiting = actionQueue.requests
        .get()
        .filter(({ origin }) => origin !== 'reading')
        .map(requestText);
      if (drafts.length + waiting.length === 0 && !everywhere) void leave(everywhere);
      else {
        void askWith(
          () => import('./sign-out-question.js'),
          () => {
            signOutQuestion.set({ drafts, waiting, everywhere });
          },
          () => {
            notify({
              title: t('We couldn’t open the dialog.'),
              body: t('Check your connection, and try again.'),
              intent: 'error',
            });
          },
        );
      }
    },
    runAnyway: (everywhere) => void leave(everywhere),
  };
}
