import { blockIntent, blockSender, isSenderToBlock } from '../mailbox/blocked-senders.js';
import { answerInvitation, invitationIntent, isInvitationAnswer } from '../mailbox/invitations.js';
import type { Intent } from '../platform/pending-intent.js';

/** Does what was asked for before the trip to Microsoft. False for what nobody here knows. */
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
