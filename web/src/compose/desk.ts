import { permissionChanges } from '../platform/permissions.js';
import type { Draft, DraftContent } from './draft.js';
import { draftsToKeep, listDrafts } from './draft-store.js';
import { isUnsaved } from './draft.js';
import { WorkingDraft } from './working-draft.js';

/** The drafts that are open, and those that were closed before the mailbox had all of them. */
const desk = new Map<string, WorkingDraft>();

/** The draft when it is still being worked on; otherwise what is stored of it is as good. */
export function onDesk(draftId: string): WorkingDraft | undefined {
  const working = desk.get(draftId);
  return working?.isSettled === false ? working : undefined;
}

export function takeUp(userId: string, draft: Draft, saved?: DraftContent): WorkingDraft {
  const known = onDesk(draft.id);
  if (known !== undefined) return known;
  const working = new WorkingDraft(userId, draft, saved);
  desk.set(draft.id, working);
  return working;
}

/** What was left behind, e.g. because the tab was closed while the mailbox could not be reached. */
export function saveLeftovers(userId: string): void {
  for (const draft of listDrafts(userId)) if (isUnsaved(draft)) takeUp(userId, draft).hurry();
}

/** Everything into the mailbox, asking the user where he has to agree. */
export async function saveAll(userId: string): Promise<void> {
  for (const draft of listDrafts(userId)) if (isUnsaved(draft)) await takeUp(userId, draft).finish();
}

function hurryAll(): void {
  for (const working of desk.values()) if (!working.isSettled) working.hurry();
}

window.addEventListener('online', hurryAll);
permissionChanges(hurryAll);
draftsToKeep.add(() => {
  for (const working of desk.values()) working.keep();
});
