import type { Draft } from '../drafts/draft.js';
import { forgetDrafts } from '../drafts/draft-store.js';
import { forgetWaitingActions } from '../mailbox/actions/mail-actions.js';
import { clearAppBadge } from '../platform/app-badge.js';
import { closeDesktopNotifications } from '../platform/desktop-notifications.js';
import { forgetForGood, forgetKept } from '../platform/offline/kept.js';
import { navigateTo } from '../platform/router.js';
import { client, queryClient, tabs } from '../platform/services.js';
import { createStore } from '../platform/store.js';
import { forgetUserStored } from '../platform/user-stored.js';

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
  forgetForGood();
  const logoutUrl = await client.auth.logout(everywhere, { quiet: true });
  // Before anything that takes time: no mail stays on the screen, in this tab or another.
  closeDesktopNotifications();
  tabs.post({ type: 'signed-out' });
  await forgetDrafts(userId);
  forgetWaitingActions(userId);
  forgetUserStored(userId);
  forgetKept();
  clearAppBadge();
  queryClient.clear();
  navigateTo(logoutUrl);
}
