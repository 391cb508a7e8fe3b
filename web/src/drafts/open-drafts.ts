import { permissionChanges } from '../platform/permissions.js';
import type { Draft, DraftContent } from './draft.js';
import { beforeDraftsAreListed, listDrafts } from './draft-store.js';
import { isUnsaved } from './draft.js';
import { WorkingDraft } from './working-draft.js';

/** The drafts that are open, and closed drafts that are not completely saved in the mailbox. */
const open = new Map<string, WorkingDraft>();

/** The draft if it is open or being saved; otherwise its stored version is current. */
export function findOpenDraft(draftId: string): WorkingDraft | undefined {
  const working = open.get(draftId);
  return working?.isSettled === false ? working : undefined;
}

export function openDraft(userId: string, draft: Draft, saved?: DraftContent): WorkingDraft {
  const known = findOpenDraft(draft.id);
  if (known !== undefined) {
    return known;
  }
  const working = new WorkingDraft(userId, draft, saved);
  open.set(draft.id, working);
  return working;
}

/** Saves drafts of earlier pages, e.g. after a tab was closed while the mailbox was unavailable. */
export function saveLeftovers(userId: string): void {
  for (const draft of listDrafts(userId)) {
    if (isUnsaved(draft) && draft.sending === undefined) {
      openDraft(userId, draft).flush();
    }
  }
}

/** Saves everything in the mailbox, and prompts the user where their consent is missing. */
export async function saveAll(userId: string): Promise<void> {
  for (const draft of listDrafts(userId)) {
    if (isUnsaved(draft)) {
      await openDraft(userId, draft).finish();
    }
  }
}

function flushAll(): void {
  for (const working of open.values()) {
    if (!working.isSettled) {
      working.flush();
    }
  }
}

window.addEventListener('online', flushAll);
permissionChanges(flushAll);
beforeDraftsAreListed.add(() => {
  for (const working of open.values()) {
    working.store();
  }
});
