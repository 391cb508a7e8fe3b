import { createStore } from '../platform/store.js';
import { removeFilesOfUser } from './file-store.js';
import { parseAwaited, type StoredAwaited } from './awaited.js';
import { type Draft, emptyDraft, isPending } from './draft.js';

/** Raised whenever a draft is stored or removed, so that the list of drafts follows. */
export const draftChanges = createStore(0);

/** Stored last by another tab, which is at work on them. */
const ofOtherTabs = new Set<string>();

/** Called before it is looked what is stored: an open draft may have something that is not. */
export const beforeDraftsAreListed = new Set<() => void>();

const PREFIX = 'draft:';
/** Copies of what the mailbox has, too: kept for the next time they are opened without a network. */
const mostCopies = 20;

/** Whose drafts are not to be stored any more: an open editor must not bring back what signing out took away. */
const closedFor = new Set<string>();

function keyOf(userId: string, draftId: string): string {
  return `${PREFIX}${userId}:${draftId}`;
}

/** Drafts belong to a user: nobody else on this device is shown them. */
export function loadDraft(userId: string, draftId: string): Draft | undefined {
  return parse(localStorage.getItem(keyOf(userId, draftId)), draftId);
}

export function saveDraft(userId: string, draft: Draft): void {
  if (closedFor.has(userId)) {
    return;
  }
  localStorage.setItem(keyOf(userId, draft.id), JSON.stringify(draft));
  ofOtherTabs.delete(draft.id);
  const copies = listDrafts(userId).filter((one) => one.mailbox !== undefined && !isPending(one));
  for (const copy of copies.slice(mostCopies)) {
    localStorage.removeItem(keyOf(userId, copy.id));
  }
  changed();
}

/** Whether another tab has stored it since this one did. */
export function isOfOtherTab(draftId: string): boolean {
  return ofOtherTabs.has(draftId);
}

/** The files of the draft are another matter. */
export function removeDraft(userId: string, draftId: string): void {
  localStorage.removeItem(keyOf(userId, draftId));
  changed();
}

/** What another tab does to a stored draft: undefined when it took it away. */
export function watchDraft(userId: string, draftId: string, onChange: (draft: Draft | undefined) => void): () => void {
  const key = keyOf(userId, draftId);
  const listener = (event: StorageEvent): void => {
    if (event.storageArea !== localStorage || (event.key !== key && event.key !== null)) {
      return;
    }
    onChange(parse(localStorage.getItem(key), draftId));
  };
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener('storage', listener);
  };
}

/** What would be lost with this device, the outbox included. */
export function pendingDrafts(userId: string): Draft[] {
  for (const store of beforeDraftsAreListed) {
    store();
  }
  return listDrafts(userId).filter(isPending);
}

export function findByMailboxId(userId: string, mailboxId: string): Draft | undefined {
  return listDrafts(userId).find((draft) => draft.mailbox?.id === mailboxId);
}

export function listDrafts(userId: string): Draft[] {
  return draftKeys(userId)
    .map((key) => parse(localStorage.getItem(key), idIn(key)))
    .filter((draft) => draft !== undefined)
    .sort((a, b) => b.updatedAt - a.updatedAt);
}

/** On sign-out nothing written stays behind. */
export async function forgetDrafts(userId: string): Promise<void> {
  closedFor.add(userId);
  for (const key of draftKeys(userId)) {
    localStorage.removeItem(key);
  }
  changed();
  await removeFilesOfUser(userId).catch(() => undefined);
}

function draftKeys(userId: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')));
}

window.addEventListener('storage', ({ storageArea, key, newValue }) => {
  if (storageArea !== localStorage || key?.startsWith(PREFIX) === false) {
    return;
  }
  const draftId = idIn(key ?? '');
  if (newValue === null) {
    ofOtherTabs.delete(draftId);
  } else {
    ofOtherTabs.add(draftId);
  }
  changed();
});

function idIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}

function changed(): void {
  draftChanges.set(draftChanges.get() + 1);
}

function parse(text: string | null, draftId: string): Draft | undefined {
  if (text === null) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    const isDraft =
      typeof value === 'object' && value !== null && 'id' in value && value.id === draftId && 'html' in value;
    if (!isDraft) {
      return undefined;
    }
    const stored = value as Partial<Omit<Draft, 'awaiting'>> & StoredAwaited;
    return { ...emptyDraft(draftId, '/mail/inbox', 0), ...stored, awaiting: parseAwaited(stored) };
  } catch {
    return undefined;
  }
}
