import { refresh, refreshAllLists, refreshFolders } from '../mailbox/mail-cache.js';
import { tabs, transport } from '../platform/services.js';
import { awaitUser } from './await-user.js';
import { needsUser } from './outbox-rules.js';
import { scheduledQuery } from './scheduled-query.js';
import { promptForAll, permissionOf } from './sending-permissions.js';
import type { WorkingDraft } from './working-draft.js';

/**
 * Saves the draft in the mailbox and schedules it; returns the id for cancelling. Prompts for a missing permission and throws. The draft
 * stores the time until the user is back, unless they dismiss the question.
 */
export async function sendLater(working: WorkingDraft, at: Date): Promise<string> {
  try {
    return await schedule(working, at);
  } catch (error) {
    if (needsUser(error)) {
      awaitUser(working, { permission: permissionOf(error), then: { kind: 'schedule', at: at.toISOString() } });
    }
    working.tryStore();
    throw error;
  }
}

async function schedule(working: WorkingDraft, at: Date): Promise<string> {
  await promptForAll('mailbox');
  const id = await working.finish();
  await working.files.dropUnused();
  const params = { path: { id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
  await transport.call(
    (init) => transport.api.POST('/api/mail/drafts/{id}/send', { ...init, params, body: { sendAt: at.toISOString() } }),
    { timeoutMs: 60_000 },
  );
  working.close();
  changed();
  return id;
}

/** Cancels the schedule: the message is a draft again, whose new id is returned. Throws `not_found` when it was sent. */
export async function cancelSchedule(id: string): Promise<string> {
  const path = `/api/mail/drafts/${encodeURIComponent(id)}/send`;
  const answer = await transport.raw(path, { method: 'DELETE' }, { timeoutMs: 60_000 });
  changed();
  const place = answer.headers.get('Location') ?? '';
  return decodeURIComponent(place.slice(place.lastIndexOf('/') + 1));
}

function changed(): void {
  void refresh({ queryKey: scheduledQuery.queryKey });
  void refreshFolders();
  refreshAllLists();
  tabs.post({ type: 'mail-changed' });
}
