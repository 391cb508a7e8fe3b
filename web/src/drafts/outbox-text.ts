import type { Sending } from './draft.js';

/** What the user is told of a message in the outbox. */
export function stateText({ state, reason }: Sending): string {
  switch (state) {
    case 'sending':
      return 'Sending…';
    case 'waiting':
      return `Waiting to be sent${reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`}.`;
    case 'uncertain':
      return 'It may have been sent: look in Sent Items before you send it again.';
    case 'refused':
      return `Not sent. ${reason ?? ''}`;
  }
}
