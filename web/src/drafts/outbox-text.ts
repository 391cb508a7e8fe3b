import { t } from '../texts/t.js';
import type { Sending } from './draft.js';
import { reasonText } from './sending-reason.js';

/** The text that the user sees about a message in the outbox. */
export function stateText({ state, reason: why, isAttempted, heldUntil }: Sending): string {
  const reason = typeof why === 'object' ? reasonText(why) : why;
  if (heldUntil !== undefined && state === 'waiting' && reason === undefined && !isAttempted) {
    return t('Will be sent in a moment.');
  }
  switch (state) {
    case 'sending':
      return t('Sending…');
    case 'waiting':
      return waitingText(isAttempted, reason?.replace(/[.。]$/, ''));
    case 'uncertain':
      return t('It may have been sent: look in Sent Items before you send it again.');
    case 'refused':
      return [t('Not sent.'), reason ?? ''].join(' ');
  }
}

function waitingText(isAttempted: boolean, reason: string | undefined): string {
  if (reason === undefined) {
    return isAttempted ? t('It may have been sent. We’ll make sure as soon as we can.') : t('Waiting to be sent.');
  }
  return isAttempted
    ? t('It may have been sent. We’ll make sure as soon as we can ({reason}).', { reason })
    : t('Waiting to be sent ({reason}).', { reason });
}
