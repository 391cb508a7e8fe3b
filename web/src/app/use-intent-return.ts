import { useEffect, useRef } from 'react';
import { isRequested } from '../mailbox/actions/mail-action.js';
import { editFolderAndReport, type FolderEdit, isFolderEdit } from '../mailbox/folder-edits.js';
import { moveInto } from '../mailbox/move-into.js';
import { requestAction } from '../mailbox/actions/mail-actions.js';
import { notify } from '../platform/notify.js';
import { type Intent, takeIntents } from '../platform/pending-intent.js';
import { usePermissions } from '../platform/permissions.js';
import { pendingInteraction, sessionReturns, tabs } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { authError } from './auth-error.js';
import { t } from '../texts/t.js';

/** After the return from Microsoft: performs once what the user had requested, or shows what to press. */
export function useIntentReturn(): void {
  const user = useUser();
  const permissions = usePermissions();
  const waiting = useRef<readonly Intent[]>([]);
  useEffect(() => {
    const taken = takeIntents(user.id);
    // Declined or failed: the bar reports it, and nothing has changed.
    if (taken.length > 0 && authError.get() === undefined) {
      waiting.current = taken;
    }
    // The user signed in again in another tab; this page was never left.
    return sessionReturns.subscribe(() => {
      const pending = pendingInteraction.get();
      if (pending?.problem.code !== 'login_required') {
        return;
      }
      for (const intent of pending.intents ?? []) {
        resume(user.id, intent);
      }
    });
  }, [user.id]);
  useEffect(() => {
    const intents = waiting.current;
    if (intents.length === 0 || permissions === undefined) {
      return;
    }
    waiting.current = [];
    const isGranted = (name: string): boolean =>
      permissions.some((permission) => permission.name === name && permission.state === 'granted');
    const needed = intents.flatMap((intent) => intent.permissions);
    if (!needed.every(isGranted)) {
      notify({
        title: t('The permission is still missing.'),
        body: t('Nothing was changed. Your organisation may not allow it: ask your administrator.'),
        intent: 'warning',
        timeoutMs: 10_000,
      });
      return;
    }
    if (needed.length > 0) {
      tabs.post({ type: 'permissions-changed' });
    }
    for (const intent of intents) {
      resume(user.id, intent);
    }
  }, [permissions, user.id]);
}

async function resumeFolderEdit(userId: string, edit: FolderEdit): Promise<void> {
  const result = await editFolderAndReport(edit);
  const move = result?.kind === 'done' ? moveInto(edit, result.folder, userId) : undefined;
  if (move !== undefined) {
    requestAction(move);
  }
}

function resume(userId: string, intent: Omit<Intent, 'permissions'>): void {
  const { kind, payload } = intent;
  if (kind === 'mail-action' && isRequested(payload) && payload.userId === userId) {
    requestAction({ ...payload, userId, origin: 'user' });
    return;
  }
  if (kind === 'folder-edit' && isFolderEdit(payload)) {
    void resumeFolderEdit(userId, payload);
    return;
  }
  void import('./late-intents.js')
    .then(({ resumeIntent }) => resumeIntent(intent))
    .catch(() => false)
    .then((isDone) => {
      if (isDone) {
        return;
      }
      const what = typeof payload === 'string' ? payload : t('Press it again.');
      notify({ title: t('You can do that now.'), body: what, intent: 'info', timeoutMs: 10_000 });
    });
}
