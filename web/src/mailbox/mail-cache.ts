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
 * Loads the visible queries again and marks the others as stale; resolves when the visible ones have loaded. The first response of a
 * pending query may be older than the change. React Query would wait for it and not send another request.
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

/** Edits the cached conversations, which span all folders. */
export function editConversations(edit: (messages: MessageSummary[]) => MessageSummary[]): void {
  queryClient.setQueriesData<MessageSummary[]>({ queryKey: allConversations }, (messages) =>
    messages === undefined ? messages : edit(messages),
  );
}

/** Edits the cached newest messages over all folders. */
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

/** Refreshes these conversations. */
export function refreshConversationsOf(ids: ReadonlySet<string>): void {
  void refresh({ queryKey: allConversations, predicate: ({ queryKey }) => ids.has(String(queryKey[1])) });
}

/** Whether conversations or the newest messages are being read: the response may be older than an edit of the cache. */
export function isReadingAround(): boolean {
  return [allConversations, allRecent].some((queryKey) => queryClient.isFetching({ queryKey }) > 0);
}

/** Edits only the lists of one folder. */
export function editFolderLists(folder: string, edit: (pages: MessagePages) => MessagePages): void {
  queryClient.setQueriesData<MessagePages>({ queryKey: [...allLists, folder] }, (pages) =>
    pages === undefined ? pages : edit(pages),
  );
}

/** Edits the lists of one folder that show all of it, or all unread messages; search results are unchanged. */
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

/** Patches single messages and conversations in the cache, but not lists. */
export function patchKnown(ids: ReadonlySet<string>, patch: Partial<MessageSummary>): void {
  editDetails(ids, patch);
  editConversations((known) => known.map((message) => (ids.has(message.id) ? { ...message, ...patch } : message)));
}

export function editFolder(key: string, edit: (folder: Folder) => Folder): void {
  queryClient.setQueryData(foldersQuery.queryKey, (folders) =>
    folders?.map((folder) => (folderKey(folder) === key || folder.id === key ? edit(folder) : folder)),
  );
}

/** Removes lists that are not on the page; they are loaded again when they are opened. */
export function removeHiddenLists(): void {
  queryClient.removeQueries({ queryKey: allLists, type: 'inactive' });
}

/** Loads the lists again after a change elsewhere. */
export function refreshAllLists(): void {
  void refresh({ queryKey: allLists });
}

/** Loads those lists again in which only the service knows the position of a restored message. */
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

/** For counts that are not urgent: the next action may refresh the folders anyway. */
export function refreshFoldersSoon(): void {
  soon ??= setTimeout(() => void refreshFolders(), soonMs);
}
