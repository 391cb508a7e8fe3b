import { useEffect, useRef } from 'react';
import { isRequested } from '../mailbox/actions/mail-action.js';
import { requestAction } from '../mailbox/actions/mail-actions.js';
import { notify } from '../platform/notify.js';
import { type Intent, takeIntent } from '../platform/pending-intent.js';
import { usePermissions } from '../platform/permissions.js';
import { tabs } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { authError } from './auth-error.js';

/** Back from Microsoft: what was asked for before is done now, once; or it is said what to press. */
export function useIntentReturn(): void {
  const user = useUser();
  const permissions = usePermissions();
  const waiting = useRef<Intent>(undefined);
  useEffect(() => {
    const taken = takeIntent(user.id);
    // Declined or failed: the bar says so, and nothing was changed.
    if (taken !== undefined && authError.get() === undefined) waiting.current = taken;
  }, [user.id]);
  useEffect(() => {
    const intent = waiting.current;
    if (intent === undefined || permissions === undefined) return;
    waiting.current = undefined;
    const isGranted = (name: string): boolean =>
      permissions.some((permission) => permission.name === name && permission.state === 'granted');
    if (!intent.permissions.every(isGranted)) {
      notify({
        title: 'The permission is still missing.',
        body: 'Nothing was changed. Your organisation may not allow it: ask your administrator.',
        intent: 'warning',
        timeoutMs: 10_000,
      });
      return;
    }
    if (intent.permissions.length > 0) tabs.post({ type: 'permissions-changed' });
    resume(user.id, intent);
  }, [permissions, user.id]);
}

function resume(userId: string, { kind, payload }: Intent): void {
  if (kind === 'mail-action' && isRequested(payload) && payload.userId === userId) {
    requestAction({ ...payload, userId, origin: 'user' });
    return;
  }
  const what = typeof payload === 'string' ? payload : 'Press it again.';
  notify({ title: 'You can do that now.', body: what, intent: 'info', timeoutMs: 10_000 });
}
