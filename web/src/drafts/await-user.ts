import { pendingInteraction } from '../platform/services.js';
import type { Awaited } from './awaited.js';
import type { WorkingDraft } from './working-draft.js';

/**
 * The draft remembers what it is to go on with when the user is back from Microsoft, about which they are asked now. It is forgotten when they
 * dismiss the question: then they aren't away, and would be surprised by it another day.
 */
export function awaitUser(working: WorkingDraft, awaiting: Awaited): void {
  working.change({ awaiting });
  working.keep();
  const stop = pendingInteraction.subscribe(() => {
    if (pendingInteraction.get() !== undefined) {
      return;
    }
    stop();
    if (working.current.get().awaiting === awaiting) {
      working.change({ awaiting: undefined });
      working.keep();
    }
  });
}
