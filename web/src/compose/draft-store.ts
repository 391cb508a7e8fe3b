import { createStore } from '../platform/store.js';
import { removeFiles, removeFilesOfUser } from './file-store.js';
import type { Draft } from './draft.js';

/** Raised whenever a draft is stored or removed, so that the list of drafts follows. */
export const draftChanges = createStore(0);

const PREFIX = 'draft:';

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
  if (closedFor.has(userId)) return;
  localStorage.setItem(keyOf(userId, draft.id), JSON.stringify(draft));
  changed();
}

export function removeDraft(userId: string, draftId: string): void {
  localStorage.removeItem(keyOf(userId, draftId));
  void removeFiles(userId, draftId).catch(() => undefined);
  changed();
}

export function listDrafts(userId: string): Draft[] {
  return draftKeys(userId)
    .map((key) => parse(localStorage.getItem(key), key.slice(key.lastIndexOf(':') + 1)))
    .filter((draft) => draft !== undefined)
    .sort((a, b) => b.updatedAt - a.updatedAt);
}

/** On sign-out nothing written stays behind. */
export async function forgetDrafts(userId: string): Promise<void> {
  closedFor.add(userId);
  for (const key of draftKeys(userId)) localStorage.removeItem(key);
  changed();
  await removeFilesOfUser(userId).catch(() => undefined);
}

function draftKeys(userId: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')));
}

function changed(): void {
  draftChanges.set(draftChanges.get() + 1);
}

function parse(text: string | null, draftId: string): Draft | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isDraft =
      typeof value === 'object' && value !== null && 'id' in value && value.id === draftId && 'html' in value;
    return isDraft ? (value as Draft) : undefined;
  } catch {
    return undefined;
  }
}
