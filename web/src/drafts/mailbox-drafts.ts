import type { MessageSummary } from '../client/index.js';
import { problemOf } from '../client/index.js';
import {
  editConversations,
  editFolderLists,
  editLists,
  refresh,
  refreshConversations,
  refreshFolders,
  refreshFoldersSoon,
} from '../mailbox/mail-cache.js';
import { allLists, messageDetailQuery } from '../mailbox/messages-query.js';
import { insertMessages, removeMessages } from '../mailbox/pages.js';
import { client, queryClient } from '../platform/services.js';
import { changedContent, contentOf, type Draft, type DraftContent } from './draft.js';
import { draftChange, newDraft } from './draft-input.js';

interface SaveOptions {
  readonly quiet: boolean;
}

/** Creates the draft in the mailbox. When its original no longer exists, it is created as a new message. */
export async function createInMailbox(draft: Draft, { quiet }: SaveOptions): Promise<MessageSummary> {
  const summary = await client.mail.drafts
    .create(newDraft(draft, { inConversation: true }), { quiet })
    .catch((error: unknown) => {
      if (draft.kind === 'new' || problemOf(error)?.code !== 'not_found') {
        throw error;
      }
      return client.mail.drafts.create(newDraft(draft, { inConversation: false }), { quiet });
    });
  showInDrafts(summary);
  // A message that is sent at once is a draft for a moment.
  refreshFoldersSoon();
  refreshConversations();
  return summary;
}

/** Updates the draft in the mailbox; `before` is the content that the mailbox is known to have. */
export async function updateInMailbox(
  id: string,
  before: DraftContent | undefined,
  draft: Draft,
  { quiet }: SaveOptions,
): Promise<void> {
  const members = changedContent(before, contentOf(draft));
  if (members.length === 0) {
    return;
  }
  showInDrafts(await client.mail.drafts.update(id, draftChange(draft, members), { quiet }));
}

/** Removes it from the page's lists: it was sent or deleted. */
export function removeFromDraftLists(id: string): void {
  editLists((pages) => removeMessages(pages, new Set([id])));
  editConversations((known) => known.filter((message) => message.id !== id));
  queryClient.removeQueries({ queryKey: messageDetailQuery(id, false).queryKey.slice(0, 2) });
}

export async function deleteMailboxDraft(id: string): Promise<void> {
  removeFromDraftLists(id);
  try {
    await client.mail.drafts.delete(id, { quiet: true });
  } catch (error) {
    if (problemOf(error)?.code === 'not_found') {
      return;
    }
    void refresh({ queryKey: [...allLists, 'drafts'] });
    throw error;
  } finally {
    void refreshFolders();
  }
}

/** Restores a deleted draft, which is in Deleted Items with the same id. */
export async function restoreDraft(id: string): Promise<void> {
  showInDrafts(await client.mail.move(id, 'drafts'));
  void refreshFolders();
}

function showInDrafts(summary: MessageSummary): void {
  editFolderLists('drafts', (pages) => insertMessages(pages, [summary]));
  queryClient.removeQueries({ queryKey: messageDetailQuery(summary.id, false).queryKey.slice(0, 2), type: 'inactive' });
}
