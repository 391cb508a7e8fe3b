import { useState } from 'react';
import { isInteraction, type PermissionName, problemOf } from '../client/index.js';
import { connectFor } from '../drafts/await-user.js';
import type { Plan } from '../drafts/awaited.js';
import { useNotify } from '../platform/notify.js';
import { problemText } from '../ui/problem-text.js';
import type { DraftHandle } from './use-draft.js';

interface Connect {
  readonly isLeaving: boolean;
  readonly go: () => void;
}

type Permissions = readonly [PermissionName, ...PermissionName[]];

/** Takes the user to Microsoft for permissions and back to this draft. The draft is stored, with the action to continue with. */
export function useConnect(handle: DraftHandle, permissions: Permissions, then?: Plan): Connect {
  const [isLeaving, setLeaving] = useState(false);
  const notify = useNotify();
  const go = async (): Promise<void> => {
    // Enter may be pressed twice.
    if (isLeaving) {
      return;
    }
    setLeaving(true);
    try {
      await connectFor(handle, permissions, then);
    } catch (error) {
      setLeaving(false);
      const problem = problemOf(error);
      if (problem !== undefined && isInteraction(problem)) {
        return;
      }
      const { title, text } = problemText(error);
      notify({ title, body: text, intent: 'error' });
    }
  };
  return { isLeaving, go: () => void go() };
}
