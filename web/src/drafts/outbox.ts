import { problemOf } from '../client/index.js';
import { refreshConversations, refreshFolders } from '../mailbox/mail-cache.js';
import { allLists } from '../mailbox/messages-query.js';
import { isGranted } from '../platform/permissions.js';
import { client, queryClient, tabs } from '../platform/services.js';
import { askSession, requireSameUser } from '../platform/session.js';
import { AttachmentError, mailboxReason } from './attachment-limits.js';
import type { Draft, Sending } from './draft.js';
import { listDrafts, loadDraft } from './draft-store.js';
import { forgetInDrafts } from './mailbox-drafts.js';
import { SentElsewhere } from './mailbox-writer.js';
import { fromOutbox, mark } from './outbox-draft.js';
import { isDue, isForgotten, isMissed, mayHaveArrived, needsUser, type Verdict, verdictOn } from './outbox-rules.js';
import type { SendingReason } from './sending-reason.js';
import { askForAll, missingFor, permissionOf } from './sending-permissions.js';
import { sendDraft, sendPatiently } from './send-draft.js';
import { fingerprint } from './send-plan.js';
import type { WorkingDraft } from './working-draft.js';

/** Comes with the outbox, not when it is needed: after an update of the service it couldn't be had any more. */
export { holdBack } from './hold-back.js';

/** How long a message whose fate is not known is looked for. */
const lookedForMs = 10 * 60_000;
/**
 * So often in a row, while Graph answers others: then it is the service's memory of an attempt whose outcome nobody knows, and
 * will be said for as long as the key is used.
 */
const mostUnavailable = 4;
const unavailable = new Map<string, number>();
/** Being sent by this page. */
const underWay = new Set<string>();

export type Outcome =
  | { readonly kind: 'sent' }
  /** It goes out in a moment, unless it is taken back. */
  | { readonly kind: 'held' }
  /** Another tab is sending it. */
  | { readonly kind: 'elsewhere' }
  /** `isAttempted`: it may have been sent, whatever the error says. */
  | { readonly kind: Verdict; readonly error: unknown; readonly isAttempted: boolean };

/** `perhaps sent`: a draft again, but nobody knows whether an attempt has arrived. */
export type TakenBack = 'back' | 'perhaps sent' | 'sent' | 'being sent';

/**
 * From here on it is in the outbox until it is sent or taken back: what happens to this page changes nothing. With storage that
 * is full it is sent from this page only. `holdMs`: how long it is held back first, unless the user has something to agree to.
 */
export async function sendByOutbox(working: WorkingDraft, holdMs = 0): Promise<Outcome> {
  // What fails now is tried again by the attempt itself.
  await working.dropUnused().catch(() => undefined);
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
    if (draft.sending === undefined || underWay.has(draft.id)) {
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
      const working = underWay.has(draftId) ? undefined : fromOutbox(userId, draftId);
      if (working === undefined) {
        return;
      }
      mark(working, { heldUntil: undefined });
      onOutcome(await deliver(working, { quiet: true, isStored: true }));
    }),
  );
}

function lockOf(draftId: string): string {
  return `outbox:${draftId}`;
}

interface Delivery {
  /** The user isn't asked for anything. */
  readonly quiet: boolean;
  /** Otherwise no other tab knows of it, nor could one have taken it back. */
  readonly isStored: boolean;
}

/** One attempt; two tabs don't make two of it. */
async function deliver(working: WorkingDraft, delivery: Delivery): Promise<Outcome> {
  underWay.add(working.id);
  try {
    return await alone(working, delivery);
  } finally {
    underWay.delete(working.id);
  }
}

function alone(working: WorkingDraft, { quiet, isStored }: Delivery): Promise<Outcome> {
  return navigator.locks.request(lockOf(working.id), { ifAvailable: true }, async (lock): Promise<Outcome> => {
    if (lock === null) {
      return { kind: 'elsewhere' };
    }
    const stored = isStored ? loadDraft(working.userId, working.id) : working.current.get();
    if (stored?.sending === undefined) {
      return { kind: 'elsewhere' };
    }
    working.adopt(stored);
    let isSent = false;
    const { isAttempted } = stored.sending;
    try {
      if (!navigator.onLine) {
        throw new Offline();
      }
      await requireSameUser(working.userId);
      if (quiet && !(await askSession()).authenticated) {
        throw new Offline();
      }
      await attempt(working, quiet, () => {
        isSent = true;
        mark(working, { isAttempted: true });
      });
    } catch (error) {
      const verdict = error instanceof Offline ? 'waiting' : await judged(working, error, isSent);
      if (verdict !== 'sent') {
        const wentOut = working.current.get().sending?.isAttempted === true && verdict !== 'refused';
        const mayBeSent = isAttempted || (wentOut && mayHaveArrived(error));
        mark(working, { isAttempted: mayBeSent });
        settle(working, verdict, error);
        return { kind: verdict, error, isAttempted: mayBeSent };
      }
    }
    close(working);
    return { kind: 'sent' };
  });
}

async function attempt(working: WorkingDraft, quiet: boolean, onSend: () => void): Promise<void> {
  const { sending } = working.current.get();
  if (sending === undefined) {
    throw new Error('Not in the outbox.');
  }
  const { key } = sending;
  if (!quiet) {
    await askForAll(sending.way);
  }
  if (sending.way === 'message') {
    await sendDraft(working.userId, working.current.get(), key, { quiet, onSend });
    return;
  }
  const known = working.lostFiles.get();
  const id = await working.finish();
  const lost = working.lostFiles.get();
  // The draft was deleted in the mailbox, and its files with it: what was made anew is not what the user sent.
  if (lost !== known && lost.length > 0) {
    throw new AttachmentError({ kind: 'files-lost', names: lost });
  }
  await working.dropUnused();
  onSend();
  await sendPatiently(() => client.mail.drafts.send(id, { idempotencyKey: key, quiet }));
}

/** A draft that is none any more was sent, whatever the answer was. */
async function judged(working: WorkingDraft, error: unknown, isSent: boolean): Promise<Verdict | 'sent'> {
  if (error instanceof SentElsewhere) {
    return 'sent';
  }
  const code = problemOf(error)?.code;
  const verdict = verdictOn(error, isSent);
  const failures = isSent && code === 'graph_unavailable' ? (unavailable.get(working.id) ?? 0) + 1 : 0;
  unavailable.set(working.id, failures);
  const isOpen = verdict === 'uncertain' || failures > 0 || (isSent && code === 'not_found');
  if (!isOpen) {
    return verdict;
  }
  try {
    if (await isGone(working)) {
      return 'sent';
    }
  } catch {
    return verdict;
  }
  return failures >= mostUnavailable ? 'uncertain' : verdict;
}

/** Whether the draft was sent; asks Graph in any case, and throws when it does not answer. */
async function isGone(working: WorkingDraft): Promise<boolean> {
  const { sending, mailbox } = working.current.get();
  if (sending?.way !== 'mailbox' || mailbox === undefined) {
    await client.mail.folders({}, { quiet: true });
    return false;
  }
  return !(await client.mail.message(mailbox.id, { quiet: true })).isDraft;
}

function settle(working: WorkingDraft | undefined, state: Verdict, error: unknown): void {
  if (working === undefined) {
    return;
  }
  const reason = error === undefined || error instanceof Offline ? undefined : reasonOf(error);
  mark(working, { state, reason });
  // What only the user can give is asked for where they write.
  if (needsUser(error)) {
    working.change({ awaiting: { permission: permissionOf(error) } });
  }
}

function reasonOf(error: unknown): SendingReason {
  if (error instanceof AttachmentError) {
    return error.reason;
  }
  return { kind: 'problem', code: problemOf(error)?.code ?? 'unexpected', isOnline: navigator.onLine };
}

function close(working: WorkingDraft): void {
  const { mailbox } = working.current.get();
  working.close();
  if (mailbox !== undefined) {
    forgetInDrafts(mailbox.id);
  }
  queryClient.removeQueries({ queryKey: [...allLists, 'sentitems'] });
  void refreshFolders();
  refreshConversations();
  tabs.post({ type: 'mail-changed' });
}

/** A draft of the mailbox is sent as what it is; so is one that is too large to go in one piece. */
function goesByMailbox(draft: Draft): boolean {
  return draft.mailbox !== undefined || mailboxReason(draft) !== undefined || isGranted('mail.write');
}

class Offline extends Error {
  override readonly name = 'Offline';
}
