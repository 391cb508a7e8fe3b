import { pendingDrafts } from '../drafts/draft-store.js';
import { requestText } from '../mailbox/actions/action-text.js';
import { actionQueue } from '../mailbox/actions/mail-actions.js';
import { askWithNotice } from '../platform/ask-with-notice.js';
import { useUser } from '../platform/session.js';
import { signOutQuestion } from './sign-out.js';
import { useLeave } from './use-leave.js';

interface SignOut {
  readonly isSigningOut: boolean;
  /** Asks first when the user would lose something. */
  readonly run: (everywhere: boolean) => void;
}

export function useSignOut(): SignOut {
  const user = useUser();
  const { isSigningOut, leave } = useLeave();
  return {
    isSigningOut,
    run: (everywhere) => {
      const drafts = pendingDrafts(user.id);
      const waiting = actionQueue.requests
        .get()
        .filter(({ origin }) => origin !== 'reading')
        .map(requestText);
      if (drafts.length + waiting.length === 0 && !everywhere) {
        void leave(everywhere);
      } else {
        askWithNotice(
          () => import('./sign-out-question.js'),
          () => {
            signOutQuestion.set({ drafts, waiting, everywhere });
          },
        );
      }
    },
  };
}
