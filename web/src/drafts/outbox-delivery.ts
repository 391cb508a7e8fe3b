import { problemOf } from '../client/index.js';
import { refreshConversations, refreshFolders } from '../mailbox/mail-cache.js';
import { allLists } from '../mailbox/messages-query.js';
import { client, queryClient, tabs } from '../platform/services.js';
import { askSession, requireSameUser } from '../platform/session.js';
import { AttachmentError } from './attachment-limits.js';
import { loadDraft } from './draft-store.js';
import { removeFromDraftLists } from './mailbox-drafts.js';
import { SentElsewhere } from './mailbox-writer.js';
import { mark } from './outbox-draft.js';
import { mayHaveArrived, needsUser, type Verdict, verdictOn } from './outbox-rules.js';
import type { SendingReason } from './sending-reason.js';
import { promptForAll, permissionOf } from './sending-permissions.js';
import { sendDraft, sendPatiently } from './send-draft.js';
import type { WorkingDraft } from './working-draft.js';

/*
 * One attempt to send a message of the outbox, and the conclusion from its result.
 */

/**
 * The number of consecutive `graph_unavailable` responses after which the outcome counts as uncertain, although Graph responds to other
 * requests. While the same key is used, the service then repeats the stored result of an attempt with an unknown outcome.
 */
const mostUnavailable = 4;
const unavailable = new Map<string, number>();
const underWay = new Set<string>();

export type Outcome =
  | { readonly kind: 'sent' }
  /** It will be sent in a moment, unless the user cancels. */
  | { readonly kind: 'held' }
  /** Another tab is sending it. */
  | { readonly kind: 'elsewhere' }
  /** `isAttempted`: it may have been sent, whatever the error is. */
  | { readonly kind: Verdict; readonly error: unknown; readonly isAttempted: boolean };

/** Whether this page is sending it. */
export function isUnderWay(draftId: string): boolean {
  return underWay.has(draftId);
}

export function lockOf(draftId: string): string {
  return `outbox:${draftId}`;
}

interface Delivery {
  /** Without a prompt to the user. */
  readonly quiet: boolean;
  /** Whether the draft could be stored. Otherwise no other tab knows about it, and none can have cancelled it. */
  readonly isStored: boolean;
}

/** Makes one attempt. A lock prevents a second attempt by another tab. */
export async function deliver(working: WorkingDraft, delivery: Delivery): Promise<Outcome> {
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
      const verdict = error instanceof Offline ? 'waiting' : await verdictOf(working, error, isSent);
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
    await promptForAll(sending.way);
  }
  if (sending.way === 'message') {
    await sendDraft(working.userId, working.current.get(), key, { quiet, onSend });
    return;
  }
  const known = working.lostFiles.get();
  const id = await working.finish();
  const lost = working.lostFiles.get();
  // The draft and its files were deleted in the mailbox: the new draft is not what the user sent.
  if (lost !== known && lost.length > 0) {
    throw new AttachmentError({ kind: 'files-lost', names: lost });
  }
  await working.files.dropUnused();
  onSend();
  await sendPatiently(() => client.mail.drafts.send(id, { idempotencyKey: key, quiet }));
}

/** A message that is no longer a draft was sent, whatever the response was. */
async function verdictOf(working: WorkingDraft, error: unknown, isSent: boolean): Promise<Verdict | 'sent'> {
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

/** Whether the draft was sent. Queries Graph in any case, and throws when it does not respond. */
export async function isGone(working: WorkingDraft): Promise<boolean> {
  const { sending, mailbox } = working.current.get();
  if (sending?.way !== 'mailbox' || mailbox === undefined) {
    await client.mail.folders({}, { quiet: true });
    return false;
  }
  return !(await client.mail.message(mailbox.id, { quiet: true })).isDraft;
}

export function settle(working: WorkingDraft | undefined, state: Verdict, error: unknown): void {
  if (working === undefined) {
    return;
  }
  const reason = error === undefined || error instanceof Offline ? undefined : reasonOf(error);
  mark(working, { state, reason });
  // The composer prompts for what only the user can grant.
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

export function close(working: WorkingDraft): void {
  const { mailbox } = working.current.get();
  working.close();
  if (mailbox !== undefined) {
    removeFromDraftLists(mailbox.id);
  }
  queryClient.removeQueries({ queryKey: [...allLists, 'sentitems'] });
  void refreshFolders();
  refreshConversations();
  tabs.post({ type: 'mail-changed' });
}

class Offline extends Error {
  override readonly name = 'Offline';
}
