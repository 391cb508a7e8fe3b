import type { Sending } from './draft.js';

/** What the user is told of a message in the outbox. */
export function stateText({ state, reason, isAttempted, heldUntil }: Sending): string {
  if (heldUntil !== undefined && state === 'waiting' && reason === undefined && !isAttempted) {
    return 'Will be sent in a moment.';
  }
  switch (state) {
    case 'sending':
      return 'Sending…';
    case 'waiting':
      return `${isAttempted ? 'It may have been sent. We’ll make sure as soon as we can' : 'Waiting to be sent'}${because(reason)}.`;
    case 'uncertain':
      return 'It may have been sent: look in Sent Items before you send it again.';
    case 'refused':
      return `Not sent. ${reason ?? ''}`;
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`;
}
