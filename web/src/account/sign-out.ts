import type { Draft } from '../drafts/draft.js';
import { deleteDrafts } from '../drafts/draft-store.js';
import { deleteWaitingActions } from '../mailbox/actions/mail-actions.js';
import { clearAppBadge } from '../platform/app-badge.js';
import { closeDesktopNotifications } from '../platform/desktop-notifications.js';
import { deleteCopyForGood, deleteCopy } from '../platform/offline/offline-copy.js';
import { navigateTo } from '../platform/router.js';
import { client, queryClient, tabs } from '../platform/services.js';
import { createStore } from '../platform/store.js';
import { deleteUserStored } from '../platform/user-stored.js';

/** What the user would lose by signing out. */
export interface SignOutLosses {
  readonly drafts: readonly Draft[];
  /** Descriptions of the actions that are still pending. */
  readonly waiting: readonly string[];
}

/** What the user would lose, while the dialog is open. */
export const signOutQuestion = createStore<(SignOutLosses & { readonly everywhere: boolean }) | undefined>(undefined);

/** Ends the session here, deletes what is stored on this device, and navigates to Microsoft's sign-out. */
export async function signOut(userId: string, everywhere: boolean): Promise<void> {
  // Also when the service is unreachable: a user who leaves this device leaves nothing on it to read.
  deleteCopyForGood();
  const logoutUrl = await client.auth.logout(everywhere, { quiet: true });
  // Before anything that takes time: no mail stays on the screen, in this tab or another.
  closeDesktopNotifications();
  tabs.post({ type: 'signed-out' });
  await deleteDrafts(userId);
  deleteWaitingActions(userId);
  deleteUserStored(userId);
  deleteCopy();
  clearAppBadge();
  queryClient.clear();
  navigateTo(logoutUrl);
}
