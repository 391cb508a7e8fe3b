import { permissionChanges } from '../platform/permissions.js';
import type { Draft, DraftContent } from './draft.js';
import { beforeDraftsAreListed, listDrafts } from './draft-store.js';
import { isUnsaved } from './draft.js';
import { WorkingDraft } from './working-draft.js';

/** The drafts that are open, and those that were closed before the mailbox had all of them. */
const open = new Map<string, WorkingDraft>();

/** The draft when it is still being worked on; otherwise what is stored of it is as good. */
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

/** What was left behind, e.g. because the tab was closed while the mailbox could not be reached. */
export function saveLeftovers(userId: string): void {
  for (const draft of listDrafts(userId)) {
    if (isUnsaved(draft) && draft.sending === undefined) {
      openDraft(userId, draft).flush();
    }
  }
}

/** Everything into the mailbox, asking the user where they have to agree. */
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
