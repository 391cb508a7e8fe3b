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

/** What signing out costs. */
export interface SignOutLosses {
  readonly drafts: readonly Draft[];
  /** Actions that were asked for and aren't done, in words. */
  readonly waiting: readonly string[];
}

/** What would be lost by signing out, while the user is asked about it. */
export const signOutQuestion = createStore<(SignOutLosses & { readonly everywhere: boolean }) | undefined>(undefined);

/** Ends the session here, takes away what was kept on this device, and goes on to Microsoft's sign-out. */
export async function signOut(userId: string, everywhere: boolean): Promise<void> {
  // Also when the service can't be reached: whoever goes leaves nothing to read.
  forgetForGood();
  const logoutUrl = await client.auth.logout(everywhere, { quiet: true });
  // Before anything that takes time: nothing of the mailbox stays on the screen, here or in another tab.
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
