import { isInteraction, type PermissionName, problemOf } from '../client/index.js';
import { connect } from '../platform/permissions.js';
import { pendingInteraction } from '../platform/services.js';
import type { Awaited, Plan } from './awaited.js';
import type { WorkingDraft } from './working-draft.js';

/**
 * The draft remembers what it is to go on with when the user is back from Microsoft, about which they are asked now. It is forgotten when they
 * dismiss the question: then they aren't away, and would be surprised by it another day.
 */
export function awaitUser(working: WorkingDraft, awaiting: Awaited): void {
  working.change({ awaiting });
  working.keep();
  forgetWhenDismissed(working, awaiting);
}

interface Leaving {
  readonly working: WorkingDraft;
  /** Stores the draft before the page is left. */
  readonly store: () => void;
}

/**
 * To Microsoft for permissions and back to the draft, which remembers what the user is away for. Throws when the trip can't begin: then they
 * aren't away.
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
      forgetWhenDismissed(working, awaiting);
    } else {
      forget(working, awaiting);
    }
    throw error;
  }
}

function forgetWhenDismissed(working: WorkingDraft, awaiting: Awaited): void {
  const stop = pendingInteraction.subscribe(() => {
    if (pendingInteraction.get() !== undefined) {
      return;
    }
    stop();
    forget(working, awaiting);
  });
}

/** Unless something else is wanted by now. */
function forget(working: WorkingDraft, awaiting: Awaited): void {
  if (working.current.get().awaiting === awaiting) {
    working.change({ awaiting: undefined });
    working.keep();
  }
}
