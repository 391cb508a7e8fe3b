import { isInteraction, type PermissionName, problemOf } from '../client/index.js';
import { connect } from '../platform/permissions.js';
import { pendingInteraction } from '../platform/services.js';
import type { Awaited, Plan } from './awaited.js';
import type { WorkingDraft } from './working-draft.js';

/**
 * Stores in the draft how to continue when the user is back from Microsoft. The dialog is asking the user to go there now. When they
 * dismiss the dialog, the value is removed: they stay on this page, and it would surprise them another day.
 */
export function awaitUser(working: WorkingDraft, awaiting: Awaited): void {
  working.change({ awaiting });
  working.tryStore();
  clearWhenDismissed(working, awaiting);
}

interface Leaving {
  readonly working: WorkingDraft;
  /** Stores the draft before the user leaves the page. */
  readonly store: () => void;
}

/**
 * Takes the user to Microsoft for permissions and back to the draft, which stores the action to continue with. When the redirect can't
 * start, this throws and the action is removed.
 */
export async function connectFor(
  { working, store }: Leaving,
  permissions: readonly [PermissionName, ...PermissionName[]],
  then: Plan | undefined,
): Promise<void> {
  const awaiting: Awaited = { permission: permissions[0], then };
  working.change({ awaiting });
  store();
  try {
    await connect(permissions);
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== undefined && isInteraction(problem) && pendingInteraction.get() !== undefined) {
      clearWhenDismissed(working, awaiting);
    } else {
      clear(working, awaiting);
    }
    throw error;
  }
}

function clearWhenDismissed(working: WorkingDraft, awaiting: Awaited): void {
  const stop = pendingInteraction.subscribe(() => {
    if (pendingInteraction.get() !== undefined) {
      return;
    }
    stop();
    clear(working, awaiting);
  });
}

/** Removes the value, unless it has been replaced by another one. */
function clear(working: WorkingDraft, awaiting: Awaited): void {
  if (working.current.get().awaiting === awaiting) {
    working.change({ awaiting: undefined });
    working.tryStore();
  }
}
