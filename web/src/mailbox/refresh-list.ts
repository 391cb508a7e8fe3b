import type { QueryKey } from '@tanstack/react-query';
import type { Folder, MessagePage } from '../client/index.js';
import { noteList } from '../platform/offline/offline-copy.js';
import { listKey, type ListView } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { endedActions } from './actions/requested-actions.js';
import { fetchChanges, isFollowed } from './folder-changes.js';
import { foldersQuery } from './folders.js';
import type { ListChange } from './list-change.js';
import { keyOfList } from './list-key.js';
import {
  isReadingAround,
  refreshConversations,
  refreshConversationsOf,
  refreshFolders,
  refreshRecent,
} from './mail-cache.js';
import { fetchFirstPage, listQuery } from './messages-query.js';
import { allMessages, mergeFirstPage, type MessagePages } from './pages.js';
import { foldersOfRecent } from './recent-key.js';
import { changedConversations, isAllReported } from './reported-changes.js';
import { showAround } from './show-around.js';

interface RefreshOptions {
  /** No change was reported: the list is opened again. */
  readonly isReopened?: boolean;
}

/** The effects of a folder's changes on its list. */
interface AppliedChanges extends ListChange {
  /** The list or the cache has changed. */
  readonly isAnything: boolean;
  /** A pending response may lack the changes, and will overwrite them. */
  readonly isOvertaken: boolean;
}

/**
 * Refreshes a loaded list and the folders: by the changes if they are enough, otherwise by the first page. The open conversation and the
 * newest messages span all folders. They are read again when more may have changed than the folder reports.
 */
export async function refreshList(
  list: ListView,
  isCurrent: () => boolean,
  { isReopened = false }: RefreshOptions = {},
): Promise<void> {
  const shown = queryClient.getQueryData(foldersQuery.queryKey) ?? [];
  const folders = freshFolders();
  let applied: AppliedChanges | 'done' | 'unknown' = 'unknown';
  try {
    applied = isFollowed(list) ? await follow(list) : 'unknown';
    if (applied === 'unknown') {
      await readAgain(list, isCurrent);
    }
  } finally {
    void refreshAround(list, typeof applied === 'string' ? undefined : applied, { shown, folders, isReopened });
  }
}

interface Around {
  /** The folders before they were requested. */
  readonly shown: readonly Folder[];
  readonly folders: Promise<Folder[] | undefined>;
  readonly isReopened: boolean;
}

/** Undefined when they can't be loaded. */
async function freshFolders(): Promise<Folder[] | undefined> {
  const { queryKey } = foldersQuery;
  await refreshFolders();
  return queryClient.getQueryState(queryKey)?.isInvalidated === false ? queryClient.getQueryData(queryKey) : undefined;
}

async function refreshAround(
  { folder }: ListView,
  applied: AppliedChanges | undefined,
  { shown, folders, isReopened }: Around,
): Promise<void> {
  const mayBeAll = applied !== undefined && (applied.isAnything ? !applied.isOvertaken : isReopened);
  const now = mayBeAll ? await folders : undefined;
  const before = foldersOfRecent.get();
  if (mayBeAll && now !== undefined && before !== undefined) {
    if (isAllReported({ before, shown, now, key: folder, list: applied })) {
      foldersOfRecent.set(now);
      refreshConversationsOf(changedConversations(applied));
      return;
    }
  }
  refreshConversations();
  refreshRecent();
}

/** `unknown`: the changes can't be determined. */
async function follow(list: ListView): Promise<AppliedChanges | 'done' | 'unknown'> {
  const { queryKey } = listQuery(list);
  const known = queryClient.getQueryData(queryKey);
  if (known === undefined) {
    return 'done';
  }
  const changes = await fetchChanges(list.folder, known);
  if (changes === undefined) {
    return 'unknown';
  }
  await readEnded(queryKey);
  const shown = queryClient.getQueryData(queryKey);
  if (shown === undefined) {
    return 'done';
  }
  const pages = changes.apply(shown);
  if (pages === undefined) {
    return follow(list);
  }
  queryClient.setQueryData(queryKey, pages);
  noteList(listKey(list), Date.now());
  const [before, after] = [allMessages(shown), allMessages(pages)];
  const isOvertaken = isReadingAround();
  showAround(changes, list.folder, { before, after });
  const isAnything =
    changes.snapshotSince === undefined
      ? changes.changed.length + changes.removed.length > 0
      : JSON.stringify(before) !== JSON.stringify(after);
  return { before, after, isAnything, isOvertaken };
}

async function readAgain(list: ListView, isCurrent: () => boolean): Promise<void> {
  const { queryKey } = listQuery(list);
  const fresh = await fetchFirstPage(list);
  const ended = endedActions.get();
  await readEnded(queryKey);
  const shown = queryClient.getQueryData(queryKey);
  if (shown === undefined || !isCurrent()) {
    return;
  }
  // The response may not include actions that ended meanwhile.
  if (endedActions.get() !== ended) {
    return readAgain(list, isCurrent);
  }
  queryClient.setQueryData(queryKey, merged(list, shown, fresh));
  noteList(listKey(list), Date.now());
}

/**
 * A pending page may be older. React Query appends it to the pages that existed when it was requested. This therefore waits for that read,
 * and for a read that replaces it.
 */
async function readEnded(queryKey: QueryKey): Promise<void> {
  const current = (): Promise<unknown> | undefined =>
    queryClient.getQueryCache().find({ queryKey, fetchStatus: 'fetching' })?.promise;
  let read = current();
  while (read !== undefined) {
    await read.catch(() => undefined);
    const next = current();
    read = next === read ? undefined : next;
  }
}

/** Resolves when the first page of the list has loaded or failed. */
export async function firstPageEnded(list: ListView): Promise<void> {
  const queryKey = keyOfList(list);
  if (queryClient.getQueryData(queryKey) === undefined) {
    await readEnded(queryKey);
  }
}

/** Pages can be merged by date; in another order, only a single page can be replaced. */
function merged(list: ListView, pages: MessagePages, fresh: MessagePage): MessagePages {
  if (list.sort === '') {
    return mergeFirstPage(pages, fresh);
  }
  return pages.pages.length === 1 ? { ...pages, pages: [fresh] } : pages;
}
