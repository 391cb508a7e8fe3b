import { blockIntent, blockSender, isSenderToBlock } from '../mailbox/blocked-senders.js';
import { answerInvitation, invitationIntent, isInvitationAnswer } from '../mailbox/invitations.js';
import type { Intent } from '../platform/pending-intent.js';

/** Performs what the user requested before the trip to Microsoft. False when the kind of request is unknown here. */
export function resumeIntent({ kind, payload }: Pick<Intent, 'kind' | 'payload'>): boolean {
  if (kind === invitationIntent && isInvitationAnswer(payload)) {
    void answerInvitation(payload);
    return true;
  }
  if (kind === blockIntent && isSenderToBlock(payload)) {
    void blockSender(payload);
    return true;
  }
  return false;
}
