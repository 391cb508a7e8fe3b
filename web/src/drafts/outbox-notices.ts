import { notify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import type { Outcome } from './outbox.js';

/** Says what became of a message that was sent, or that was to be. */
export function notifyOutcome(outcome: Outcome): void {
  switch (outcome.kind) {
    case 'sent':
      notify({ title: 'Message sent', action: { label: 'View in Sent Items', run: showSent } });
      return;
    case 'waiting':
      notify({
        title: 'Not sent yet.',
        body: 'It’s in the Outbox, and we’ll send it as soon as we can.',
        intent: 'info',
      });
      return;
    case 'uncertain':
      notify({ title: 'We don’t know whether it was sent.', body: 'See the Outbox.', intent: 'warning' });
      return;
    case 'refused':
      notify({ title: 'Not sent.', body: 'See the Outbox.', intent: 'error' });
      return;
    case 'elsewhere':
  }
}

function showSent(): void {
  navigate(listHref({ ...INBOX, folder: 'sentitems' }));
}
