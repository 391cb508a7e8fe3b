import { useState } from 'react';
import { useNotify } from '../platform/notify.js';
import { useUser } from '../platform/session.js';
import { problemText } from '../ui/problem-text.js';
import { signOut } from './sign-out.js';

interface SignOut {
  readonly isSigningOut: boolean;
  readonly run: (everywhere: boolean) => void;
}

export function useSignOut(): SignOut {
  const user = useUser();
  const notify = useNotify();
  const [isSigningOut, setSigningOut] = useState(false);
  const run = async (everywhere: boolean): Promise<void> => {
    setSigningOut(true);
    try {
      await signOut(user.id, everywhere);
    } catch (error) {
      setSigningOut(false);
      notify({ title: 'You’re not signed out yet', body: problemText(error).text, intent: 'error' });
    }
  };
  return { isSigningOut, run: (everywhere) => void run(everywhere) };
}
