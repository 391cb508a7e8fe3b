import { isGranted } from '../platform/permissions.js';
import { mailboxReason } from './attachment-limits.js';
import type { Draft, Sending } from './draft.js';
import { listDrafts, loadDraft } from './draft-store.js';
import { close, deliver, isGone, isUnderWay, lockOf, type Outcome, settle } from './outbox-delivery.js';
import { fromOutbox, mark } from './outbox-draft.js';
import { isDue, isExpired, isMissed } from './outbox-rules.js';
import { missingFor } from './sending-permissions.js';
import { fingerprint } from './send-plan.js';
import type { WorkingDraft } from './working-draft.js';

/** Loaded with the outbox and not on demand: after an update of the service, the chunk would no longer exist. */
export { holdSend } from './hold-send.js';

/** For how long a message with an unknown outcome is searched for in the mailbox. */
const searchedForMs = 10 * 60_000;

/** `perhaps sent`: a draft again, but it is unknown whether an attempt has arrived. */
export type CancelResult = 'draft' | 'perhaps sent' | 'sent' | 'being sent';

/**
 * Puts the message into the outbox until it is sent or cancelled, whatever happens to this page. When the storage is full, only this
 * page can send it. `holdMs`: how long the message is held first, unless the user has to grant a permission.
 */
export async function sendByOutbox(working: WorkingDraft, holdMs = 0): Promise<Outcome> {
  // The attempt to send repeats what fails here.
  await working.files.dropUnused().catch(() => undefined);
  const draft = working.current.get();
  const print = fingerprint(draft);
  // The same message has the same key, however often it is sent.
  const attempt =
    draft.attempt?.fingerprint === print ? draft.attempt : { key: crypto.randomUUID(), fingerprint: print };
  const way = isSentFromMailbox(draft) ? 'mailbox' : 'message';
  const sending: Sending = {
    ...{ key: attempt.key, way },
    since: Date.now(),
    state: 'sending',
    isAttempted: false,
    reason: undefined,
  };
  const isHeld = holdMs > 0 && missingFor(way).length === 0;
  const held: Partial<Sending> = isHeld ? { state: 'waiting', heldUntil: Date.now() + holdMs } : {};
  working.change({ attempt, sending: { ...sending, ...held } });
  const isStored = working.tryStore();
  if (isHeld && isStored) {
    return { kind: 'held' };
  }
  return deliver(working, { quiet: false, isStored });
}

/** The user sends the message again: with the same key, unless they know that it may have been sent. */
export async function sendAgain(userId: string, draftId: string): Promise<Outcome> {
  const working = fromOutbox(userId, draftId);
  const sending = working?.current.get().sending;
  if (working === undefined || sending === undefined) {
    return { kind: 'elsewhere' };
  }
  const isKeyUsed = sending.state === 'uncertain' || isExpired(sending, Date.now());
  const key = isKeyUsed ? crypto.randomUUID() : sending.key;
  const since = isKeyUsed ? Date.now() : sending.since;
  working.change({ sending: { ...sending, key, since, heldUntil: undefined, state: 'sending' } });
  return deliver(working, { quiet: false, isStored: working.tryStore() });
}

/** Cancels the sending: the message is a draft again, unless it was sent. */
export async function cancelSend(userId: string, draftId: string): Promise<CancelResult> {
  return navigator.locks.request(lockOf(draftId), { ifAvailable: true }, async (lock): Promise<CancelResult> => {
    if (lock === null) {
      return 'being sent';
    }
    const working = fromOutbox(userId, draftId);
    const sending = working?.current.get().sending;
    // Another tab, or an attempt that has ended, was faster.
    if (working === undefined || sending === undefined) {
      return loadDraft(userId, draftId) === undefined ? 'sent' : 'draft';
    }
    const isSent = sending.isAttempted ? await isGone(working).catch(() => undefined) : false;
    if (isSent === true) {
      close(working);
      return 'sent';
    }
    working.change({ sending: undefined });
    working.tryStore();
    // The mailbox can't be asked about a message that was sent in one request.
    return isSent === undefined || (sending.isAttempted && sending.way === 'message') ? 'perhaps sent' : 'draft';
  });
}

/** Sends all waiting messages that are due, one after the other. Calls back for each result. */
export async function flushOutbox(userId: string, onOutcome: (draft: Draft, outcome: Outcome) => void): Promise<void> {
  for (const draft of listDrafts(userId)) {
    if (draft.sending === undefined || isUnderWay(draft.id)) {
      continue;
    }
    if (isExpired(draft.sending, Date.now())) {
      settle(fromOutbox(userId, draft.id), 'uncertain', undefined);
    }
    const working = fromOutbox(userId, draft.id);
    if (working === undefined) {
      continue;
    }
    const sending = working.current.get().sending ?? draft.sending;
    if (isMissed(sending, Date.now())) {
      mark(working, { state: 'refused', reason: { kind: 'missed' } });
    } else if (isDue(sending, Date.now())) {
      // From now on it waits for another reason.
      if (sending.heldUntil !== undefined) {
        mark(working, { heldUntil: undefined });
      }
      onOutcome(draft, await deliver(working, { quiet: true, isStored: true }));
    } else if (sending.state === 'uncertain' && Date.now() - sending.since < searchedForMs) {
      if (!(await isGone(working).catch(() => false))) {
        continue;
      }
      close(working);
      onOutcome(draft, { kind: 'sent' });
    }
  }
}

/** Sends held messages now, because the browser may close a hidden page before their time. */
export async function sendHeld(
  userId: string,
  draftIds: readonly string[],
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  await Promise.all(
    draftIds.map(async (draftId) => {
      const working = isUnderWay(draftId) ? undefined : fromOutbox(userId, draftId);
      if (working === undefined) {
        return;
      }
      mark(working, { heldUntil: undefined });
      onOutcome(await deliver(working, { quiet: true, isStored: true }));
    }),
  );
}

/** A draft in the mailbox is sent from there; so is a message that is too large for one request. */
function isSentFromMailbox(draft: Draft): boolean {
  return draft.mailbox !== undefined || mailboxReason(draft) !== undefined || isGranted('mail.write');
}
