import { pendingInteraction } from '../platform/services.js';
import type { Awaited } from './awaited.js';
import type { WorkingDraft } from './working-draft.js';

/**
 * Stores in the draft how to continue when the user is back from Microsoft. The dialog is asking the user to go there now. When they
 * dismiss the dialog, the value is removed: they stay on this page, and it would surprise them another day.
 */
export function awaitUser(working: WorkingDraft, awaiting: Awaited): void {
  working.change({ awaiting });
  working.tryStore();
  const stop = pendingInteraction.subscribe(() => {
    if (pendingInteraction.get() !== undefined) {
      return;
    }
    stop();
    if (working.current.get().awaiting === awaiting) {
      working.change({ awaiting: undefined });
      working.tryStore();
    }
  });
}
