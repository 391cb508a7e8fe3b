import { useState } from 'react';
import { useNotify } from '../platform/notify.js';
import { useUser } from '../platform/session.js';
import { problemText } from '../ui/problem-text.js';
import { signOut } from './sign-out.js';
import { t } from '../texts/t.js';

interface Leave {
  readonly isSigningOut: boolean;
  /** Signs out without a question, and shows an error when that fails. */
  readonly leave: (everywhere: boolean) => Promise<void>;
}

export function useLeave(): Leave {
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
  return { isSigningOut, leave };
}
