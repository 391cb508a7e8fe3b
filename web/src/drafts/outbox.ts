import { isGranted } from '../platform/permissions.js';
import { mailboxReason } from './attachment-limits.js';
import type { Draft, Sending } from './draft.js';
import { listDrafts, loadDraft } from './draft-store.js';
import { close, deliver, isGone, isUnderWay, lockOf, type Outcome, settle } from './outbox-delivery.js';
import { fromOutbox, mark } from './outbox-draft.js';
import { isDue, isForgotten, isMissed } from './outbox-rules.js';
import { missingFor } from './sending-permissions.js';
import { fingerprint } from './send-plan.js';
import type { WorkingDraft } from './working-draft.js';

/** Comes with the outbox, not when it is needed: after an update of the service it couldn't be had any more. */
export { holdBack } from './hold-back.js';

/** How long a message whose fate is not known is looked for. */
const lookedForMs = 10 * 60_000;

/** `perhaps sent`: a draft again, but nobody knows whether an attempt has arrived. */
export type TakenBack = 'back' | 'perhaps sent' | 'sent' | 'being sent';

/**
 * From here on it is in the outbox until it is sent or taken back: what happens to this page changes nothing. With storage that
 * is full it is sent from this page only. `holdMs`: how long it is held back first, unless the user has something to agree to.
 */
export async function sendByOutbox(working: WorkingDraft, holdMs = 0): Promise<Outcome> {
  // What fails now is tried again by the attempt itself.
  await working.files.dropUnused().catch(() => undefined);
  const draft = working.current.get();
  const print = fingerprint(draft);
  // The same message has the same key, however often its sending is tried.
  const attempt =
    draft.attempt?.fingerprint === print ? draft.attempt : { key: crypto.randomUUID(), fingerprint: print };
  const way = goesByMailbox(draft) ? 'mailbox' : 'message';
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
  const isStored = working.keep();
  if (isHeld && isStored) {
    return { kind: 'held' };
  }
  return deliver(working, { quiet: false, isStored });
}

/** Asked for by the user: with the same key, unless they know that it may have been sent. */
export async function sendAgain(userId: string, draftId: string): Promise<Outcome> {
  const working = fromOutbox(userId, draftId);
  const sending = working?.current.get().sending;
  if (working === undefined || sending === undefined) {
    return { kind: 'elsewhere' };
  }
  const isKeyUsed = sending.state === 'uncertain' || isForgotten(sending, Date.now());
  const key = isKeyUsed ? crypto.randomUUID() : sending.key;
  const since = isKeyUsed ? Date.now() : sending.since;
  working.change({ sending: { ...sending, key, since, heldUntil: undefined, state: 'sending' } });
  return deliver(working, { quiet: false, isStored: working.keep() });
}

/** Out of the outbox: a draft again, unless it was sent. */
export async function takeBackFromOutbox(userId: string, draftId: string): Promise<TakenBack> {
  return navigator.locks.request(lockOf(draftId), { ifAvailable: true }, async (lock): Promise<TakenBack> => {
    if (lock === null) {
      return 'being sent';
    }
    const working = fromOutbox(userId, draftId);
    const sending = working?.current.get().sending;
    // Another tab, or an attempt that has ended, was faster.
    if (working === undefined || sending === undefined) {
      return loadDraft(userId, draftId) === undefined ? 'sent' : 'back';
    }
    const isSent = sending.isAttempted ? await isGone(working).catch(() => undefined) : false;
    if (isSent === true) {
      close(working);
      return 'sent';
    }
    working.change({ sending: undefined });
    working.keep();
    // Of a message that was sent in one piece there is nothing to be asked for.
    return isSent === undefined || (sending.isAttempted && sending.way === 'message') ? 'perhaps sent' : 'back';
  });
}

/** All that waits and may be tried, one after the other. Calls back for each that is settled. */
export async function flushOutbox(userId: string, onOutcome: (draft: Draft, outcome: Outcome) => void): Promise<void> {
  for (const draft of listDrafts(userId)) {
    if (draft.sending === undefined || isUnderWay(draft.id)) {
      continue;
    }
    if (isForgotten(draft.sending, Date.now())) {
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
      // From now on it waits for something else.
      if (sending.heldUntil !== undefined) {
        mark(working, { heldUntil: undefined });
      }
      onOutcome(draft, await deliver(working, { quiet: true, isStored: true }));
    } else if (sending.state === 'uncertain' && Date.now() - sending.since < lookedForMs) {
      if (!(await isGone(working).catch(() => false))) {
        continue;
      }
      close(working);
      onOutcome(draft, { kind: 'sent' });
    }
  }
}

/** What is held back goes out now: a page that nobody sees may not be there when its time has come. */
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

/** A draft of the mailbox is sent as what it is; so is one that is too large to go in one piece. */
function goesByMailbox(draft: Draft): boolean {
  return draft.mailbox !== undefined || mailboxReason(draft) !== undefined || isGranted('mail.write');
}
