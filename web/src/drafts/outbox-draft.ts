import { contentOf, type Sending } from './draft.js';
import { loadDraft } from './draft-store.js';
import { openDraft } from './open-drafts.js';
import type { WorkingDraft } from './working-draft.js';

/** The stored message of the outbox; undefined when it isn't in there any more. */
export function fromOutbox(userId: string, draftId: string): WorkingDraft | undefined {
  const stored = loadDraft(userId, draftId);
  if (stored?.sending === undefined) {
    return undefined;
  }
  const working = openDraft(userId, stored, stored.mailbox?.isCurrent === true ? contentOf(stored) : undefined);
  working.adopt(stored);
  return working;
}

/** Changes the state of the sending and stores it: other tabs and the next page use it. */
export function mark(working: WorkingDraft, change: Partial<Sending>): void {
  const { sending } = working.current.get();
  if (sending === undefined) {
    return;
  }
  working.change({ sending: { ...sending, ...change } });
  working.tryStore();
}
