import { notify } from '../platform/notify.js';
import { navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { t } from '../texts/t.js';
import type { CancelResult } from './outbox.js';
import type { Outcome } from './outbox-delivery.js';

/** Shows the result of an attempt to send a message. */
export function notifyOutcome(outcome: Outcome): void {
  switch (outcome.kind) {
    case 'sent':
      notify({ title: t('Message sent'), action: { label: t('View in Sent Items'), run: showSent } });
      return;
    case 'waiting':
      notify({
        title: outcome.isAttempted ? t('It may have been sent.') : t('Not sent yet.'),
        body: outcome.isAttempted
          ? t('It’s in the Outbox, and we’ll make sure as soon as we can.')
          : t('It’s in the Outbox, and we’ll send it as soon as we can.'),
        intent: 'info',
      });
      return;
    case 'uncertain':
      notify({ title: t('We don’t know whether it was sent.'), body: t('See the Outbox.'), intent: 'warning' });
      return;
    case 'refused':
      notify({ title: t('Not sent.'), body: t('See the Outbox.'), intent: 'error' });
      return;
    case 'held':
    case 'elsewhere':
  }
}

/** Shows why sending could not be cancelled, or that the message may have been sent all the same. */
export function notifyCancelResult(result: CancelResult): void {
  switch (result) {
    case 'draft':
      return;
    case 'perhaps sent':
      notify({
        title: t('It may have been sent.'),
        body: t('Look in Sent Items before you send it again.'),
        intent: 'warning',
        action: { label: t('View in Sent Items'), run: showSent },
      });
      return;
    case 'sent':
      notify({ title: t('Too late: it was sent.'), action: { label: t('View in Sent Items'), run: showSent } });
      return;
    case 'being sent':
      notify({ title: t('Too late: it’s being sent.'), intent: 'info' });
  }
}

function showSent(): void {
  navigate(listHref({ ...INBOX, folder: 'sentitems' }));
}
