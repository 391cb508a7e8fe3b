import type { QueryFilters } from '@tanstack/react-query';
import type { Folder, Message, MessageSummary } from '../client/index.js';
import { INBOX } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { allConversations } from './conversation-query.js';
import { folderKey, foldersQuery } from './folders.js';
import { allRecent } from './recent-key.js';
import { isArranged, keyOfList } from './list-key.js';
import { allLists } from './messages-query.js';
import type { MessagePages } from './pages.js';

/**
 * Loads again what is shown of these, and marks the rest as old; settles when what is shown is there. A first answer that is
 * still on its way may be older than what was changed: the query library would wait for it, and not ask again.
 */
export async function refresh(filters: QueryFilters): Promise<void> {
  const found = queryClient.getQueryCache().findAll(filters);
  const first = new Set(found.filter(({ state }) => state.data === undefined && state.fetchStatus !== 'idle'));
  const refreshed = queryClient.invalidateQueries(filters);
  if (first.size > 0) {
    const again: QueryFilters = { predicate: (query) => first.has(query) };
    await queryClient.cancelQueries(again);
    await queryClient.invalidateQueries(again);
  }
  await refreshed;
}

export function editLists(edit: (pages: MessagePages) => MessagePages): void {
  queryClient.setQueriesData<MessagePages>({ queryKey: allLists }, (pages) =>
    pages === undefined ? pages : edit(pages),
  );
}

/** What is known of conversations, over all folders. */
export function editConversations(edit: (messages: MessageSummary[]) => MessageSummary[]): void {
  queryClient.setQueriesData<MessageSummary[]>({ queryKey: allConversations }, (messages) =>
    messages === undefined ? messages : edit(messages),
  );
}

/** What is known of the newest messages over all folders. */
export function editRecent(edit: (messages: MessageSummary[]) => MessageSummary[]): void {
  queryClient.setQueriesData<MessageSummary[]>({ queryKey: allRecent }, (messages) =>
    messages === undefined ? messages : edit(messages),
  );
}

export function refreshRecent(): void {
  void refresh({ queryKey: allRecent });
}

export function refreshConversations(): void {
  void refresh({ queryKey: allConversations });
}

/** What is in these conversations, over all folders. */
export function refreshConversationsOf(ids: ReadonlySet<string>): void {
  void refresh({ queryKey: allConversations, predicate: ({ queryKey }) => ids.has(String(queryKey[1])) });
}

/** Whether conversations or the newest messages are being read: the answer may be older than what is changed by hand before it comes. */
export function isReadingAround(): boolean {
  return [allConversations, allRecent].some((queryKey) => queryClient.isFetching({ queryKey }) > 0);
}

/** Only the lists of one folder. */
export function editFolderLists(folder: string, edit: (pages: MessagePages) => MessagePages): void {
  queryClient.setQueriesData<MessagePages>({ queryKey: [...allLists, folder] }, (pages) =>
    pages === undefined ? pages : edit(pages),
  );
}

/** The lists of one folder that show all of it, or all that is unread; what a search found stays as it was found. */
export function editWholeLists(
  folder: string,
  edit: (list: { readonly unreadOnly: boolean }) => (pages: MessagePages) => MessagePages,
): void {
  for (const unreadOnly of [false, true]) {
    queryClient.setQueryData<MessagePages>(keyOfList({ ...INBOX, folder, unreadOnly }), (pages) =>
      pages === undefined ? pages : edit({ unreadOnly })(pages),
    );
  }
}

function editDetails(ids: ReadonlySet<string>, patch: Partial<MessageSummary>): void {
  queryClient.setQueriesData<Message>(
    { queryKey: ['message'], predicate: (query) => ids.has(String(query.queryKey[1])) },
    (message) => (message === undefined ? message : { ...message, ...patch }),
  );
}

/** Changes what is known of these messages by themselves and in conversations, and not in lists. */
export function patchKnown(ids: ReadonlySet<string>, patch: Partial<MessageSummary>): void {
  editDetails(ids, patch);
  editConversations((known) => known.map((message) => (ids.has(message.id) ? { ...message, ...patch } : message)));
}

export function editFolder(key: string, edit: (folder: Folder) => Folder): void {
  queryClient.setQueryData(foldersQuery.queryKey, (folders) =>
    folders?.map((folder) => (folderKey(folder) === key || folder.id === key ? edit(folder) : folder)),
  );
}

/** Lists that are not on the page are loaded again when they are opened. */
export function forgetHiddenLists(): void {
  queryClient.removeQueries({ queryKey: allLists, type: 'inactive' });
}

/** Loads the lists again, for what was changed elsewhere. */
export function refreshAllLists(): void {
  void refresh({ queryKey: allLists });
}

/** Loads those lists again in which nobody but the service knows where a message belongs that is back. */
export function refreshArrangedLists(): void {
  void refresh({ queryKey: allLists, predicate: ({ queryKey }) => isArranged(queryKey) });
}

const soonMs = 1_000;
let soon: ReturnType<typeof setTimeout> | undefined;

export function refreshFolders(): Promise<void> {
  clearTimeout(soon);
  soon = undefined;
  return refresh({ queryKey: foldersQuery.queryKey });
}

/** For counts that nobody waits for: what is done next reads the folders again, perhaps. */
export function refreshFoldersSoon(): void {
  soon ??= setTimeout(() => void refreshFolders(), soonMs);
}
