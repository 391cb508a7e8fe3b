import { useEffect } from 'react';
import { doneText } from '../mailbox/actions/action-text.js';
import { askForPermission, isUndoable, lastEvent, resumeActions, undo } from '../mailbox/actions/mail-actions.js';
import type { QueueEvent } from '../mailbox/actions/action-queue.js';
import { isRemoval } from '../mailbox/actions/mail-action.js';
import { notify } from '../platform/notify.js';
import { problemText } from '../ui/problem-text.js';
import { reportSpared } from './spared-receipts.js';
import { t } from '../texts/t.js';
import { tPlural } from '../texts/messages.js';

/** Reports the results of the user's actions, and resumes actions that an earlier page left pending. */
export function useActionReports(userId: string): void {
  useEffect(() => {
    void resumeActions(userId);
    return lastEvent.subscribe(() => {
      const event = lastEvent.get();
      if (event !== undefined) {
        report(event);
      }
    });
  }, [userId]);
}

function report(event: QueueEvent): void {
  const { request } = event;
  if (request.origin === 'reading') {
    return;
  }
  if (event.kind === 'refused') {
    if (askForPermission(event)) {
      return;
    }
    const { title, text } = problemText(event.error);
    notify({ title, body: text, intent: 'error' });
    return;
  }
  const { messages, failed, spared } = event;
  if (spared.length > 0) {
    reportSpared(request, spared);
  }
  if (failed.length > 0) {
    const all = messages.length + failed.length;
    const title = tPlural(
      '{all, plural, one {{failed, number} of # message couldn’t be changed.} other {{failed, number} of # messages couldn’t be changed.}}',
      { failed: failed.length, all },
    );
    const body = isRemoval(request.action)
      ? t('They haven’t been moved. Try again.')
      : t('They’re as they were before. Try again.');
    notify({ title, body, intent: 'error' });
  }
  if (messages.length === 0 || request.origin === 'undo' || isSilent(event)) {
    return;
  }
  const action = {
    label: t('Undo'),
    run: () => {
      undo(request);
    },
  };
  const offer = isUndoable(request) ? { action } : {};
  notify({ title: doneText(request.action, messages.length), id: request.id, ...offer });
}

/** A message that stays in its list shows the change by itself. Of many messages, some are out of view. */
function isSilent({ request: { action, messages } }: QueueEvent): boolean {
  if (messages.length > 1) {
    return false;
  }
  return ['mark-read', 'mark-unread', 'flag', 'unflag'].includes(action.kind);
}
