import type { QueryKey } from '@tanstack/react-query';
import type { Folder, MessagePage } from '../client/index.js';
import { noteList } from '../platform/offline/kept.js';
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
import { changedConversations, isAllSaid } from './said-changes.js';
import { showAround } from './show-around.js';

interface RefreshOptions {
  /** Nobody says that anything has changed: the list was left, and is back. */
  readonly isUnasked?: boolean;
}

/** What the changes of a folder did to its list. */
interface Said extends ListChange {
  /** Something has changed in it, or in what was known of it. */
  readonly isSomething: boolean;
  /** An answer was on its way that may lack them, and will be shown in place of what they said. */
  readonly isOvertaken: boolean;
}

/**
 * Brings a list that is loaded up to date, with the folders: with what has changed where that says enough, and with its first page otherwise. The
 * open conversation and the newest messages are over all folders, and are read again where the folder doesn't say all.
 */
export async function refreshList(
  list: ListView,
  isCurrent: () => boolean,
  { isUnasked = false }: RefreshOptions = {},
): Promise<void> {
  const shown = queryClient.getQueryData(foldersQuery.queryKey) ?? [];
  const folders = freshFolders();
  let said: Said | 'done' | 'unknown' = 'unknown';
  try {
    said = isFollowed(list) ? await follow(list) : 'unknown';
    if (said === 'unknown') {
      await readAgain(list, isCurrent);
    }
  } finally {
    void refreshAround(list, typeof said === 'string' ? undefined : said, { shown, folders, isUnasked });
  }
}

interface Around {
  /** The folders before they were asked for. */
  readonly shown: readonly Folder[];
  readonly folders: Promise<Folder[] | undefined>;
  readonly isUnasked: boolean;
}

/** Undefined when they can't be read. */
async function freshFolders(): Promise<Folder[] | undefined> {
  const { queryKey } = foldersQuery;
  await refreshFolders();
  return queryClient.getQueryState(queryKey)?.isInvalidated === false ? queryClient.getQueryData(queryKey) : undefined;
}

async function refreshAround(
  { folder }: ListView,
  said: Said | undefined,
  { shown, folders, isUnasked }: Around,
): Promise<void> {
  const mayBeAll = said !== undefined && (said.isSomething ? !said.isOvertaken : isUnasked);
  const now = mayBeAll ? await folders : undefined;
  const before = foldersOfRecent.get();
  if (mayBeAll && now !== undefined && before !== undefined) {
    if (isAllSaid({ before, shown, now, key: folder, list: said })) {
      foldersOfRecent.set(now);
      refreshConversationsOf(changedConversations(said));
      return;
    }
  }
  refreshConversations();
  refreshRecent();
}

/** `unknown`: nobody says what has changed. */
async function follow(list: ListView): Promise<Said | 'done' | 'unknown'> {
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
  const isSomething =
    changes.snapshotSince === undefined
      ? changes.changed.length + changes.removed.length > 0
      : JSON.stringify(before) !== JSON.stringify(after);
  return { before, after, isSomething, isOvertaken };
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
  // What was done meanwhile is perhaps not in this answer.
  if (endedActions.get() !== ended) {
    return readAgain(list, isCurrent);
  }
  queryClient.setQueryData(queryKey, merged(list, shown, fresh));
  noteList(listKey(list), Date.now());
}

/**
 * A page on its way may be older, and the query library adds it to the pages that were there when it was asked for: it comes first, and
 * so does the read that takes its place.
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

/** Settles when the first page of the list is there, or has failed. */
export async function firstPageEnded(list: ListView): Promise<void> {
  const queryKey = keyOfList(list);
  if (queryClient.getQueryData(queryKey) === undefined) {
    await readEnded(queryKey);
  }
}

/** Pages follow each other by date; in another order, only a single one can be replaced. */
function merged(list: ListView, pages: MessagePages, fresh: MessagePage): MessagePages {
  if (list.sort === '') {
    return mergeFirstPage(pages, fresh);
  }
  return pages.pages.length === 1 ? { ...pages, pages: [fresh] } : pages;
}
