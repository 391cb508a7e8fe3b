import { BLOCK_INTENT, blockSender, isSenderToBlock } from '../mailbox/blocked-senders.js';
import { answerInvitation, INVITATION_INTENT, isInvitationAnswer } from '../mailbox/invitations.js';
import type { Intent } from '../platform/pending-intent.js';

/** Does what was asked for before the trip to Microsoft. False for what nobody here knows. */
export function resumeIntent({ kind, payload }: Pick<Intent, 'kind' | 'payload'>): boolean {
  if (kind === INVITATION_INTENT && isInvitationAnswer(payload)) {
    void answerInvitation(payload);
    return true;
  }
  if (kind === BLOCK_INTENT && isSenderToBlock(payload)) {
    void blockSender(payload);
    return true;
  }
  return false;
}
