import type { MessageSummary } from '../client/index.js';
import type { RequestedAction } from '../mailbox/actions/mail-action.js';
import { requestAction } from '../mailbox/actions/mail-actions.js';
import { notify } from '../platform/notify.js';
import { preferences } from '../platform/preferences.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';

/** The reader decides about a receipt: here, unless they have decided in the settings. */
export function reportSpared({ id, userId, from }: RequestedAction, messages: readonly MessageSummary[]): void {
  const run = (): void => {
    requestAction({ userId, from, action: { kind: 'mark-read' }, messages });
  };
  const question = {
    body: t('Your mailbox may send one when a message is marked as read.'),
    action: { label: t('Mark as read'), run },
  };
  notify({
    title: tPlural(
      '{count, plural, one {One message stays unread: its sender asks for a read receipt.} other {# messages stay unread: their senders ask for read receipts.}}',
      { count: messages.length },
    ),
    intent: 'info',
    id: `receipts:${id}`,
    timeoutMs: 12_000,
    ...(preferences.get().readReceipts === 'ask' ? question : {}),
  });
}
