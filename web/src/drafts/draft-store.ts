import { createStore } from '../platform/store.js';
import { removeFilesOfUser } from './file-store.js';
import { parseAwaited, type StoredAwaited } from './awaited.js';
import { type Draft, emptyDraft, isPending } from './draft.js';

/** Incremented whenever a draft is stored or removed: the list of drafts follows. */
export const draftChanges = createStore(0);

/** Ids of drafts that another tab stored last; that tab is editing them. */
const ofOtherTabs = new Set<string>();

/** Called before the stored drafts are listed: an open draft may have changes that are not stored yet. */
export const beforeDraftsAreListed = new Set<() => void>();

const PREFIX = 'draft:';
/** The mailbox's drafts are stored too, for the next time they are opened without a network. */
const mostCopies = 20;

/** Users whose drafts are no longer stored: an open editor must not store again what a sign-out has deleted. */
const closedFor = new Set<string>();

function keyOf(userId: string, draftId: string): string {
  return `${PREFIX}${userId}:${draftId}`;
}

/** A draft belongs to a user: it is not shown to other users of this device. */
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

/** Whether another tab has stored it after this tab did. */
export function isOfOtherTab(draftId: string): boolean {
  return ofOtherTabs.has(draftId);
}

/** Does not remove the draft's files. */
export function removeDraft(userId: string, draftId: string): void {
  localStorage.removeItem(keyOf(userId, draftId));
  changed();
}

/** Reports another tab's changes of a stored draft: undefined when it has removed the draft. */
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

/** The drafts that exist only on this device, including the outbox. */
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

/** A sign-out deletes everything that the user has written. */
export async function deleteDrafts(userId: string): Promise<void> {
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
