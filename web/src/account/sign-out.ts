import { forgetDrafts } from '../compose/draft-store.js';
import { leaveFor } from '../platform/router.js';
import { client, queryClient, tabs } from '../platform/services.js';

/** Ends the session here, takes away what was kept on this device, and goes on to Microsoft's sign-out. */
export async function signOut(userId: string, everywhere: boolean): Promise<void> {
  const logoutUrl = await client.auth.logout(everywhere, { quiet: true });
  await forgetDrafts(userId);
  tabs.post({ type: 'signed-out' });
  queryClient.clear();
  leaveFor(logoutUrl);
}
