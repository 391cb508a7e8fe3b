import type { QueryKey } from '@tanstack/react-query';
import type { MessagePage } from '../client/index.js';
import { noteList } from '../platform/offline/kept.js';
import { listKey, type ListView } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { endedActions } from './actions/requested-actions.js';
import { fetchChanges, isFollowed } from './folder-changes.js';
import { keyOfList } from './list-key.js';
import { refreshConversations, refreshRecent } from './mail-cache.js';
import { fetchFirstPage, listQuery } from './messages-query.js';
import { allMessages, mergeFirstPage, type MessagePages } from './pages.js';
import { showAround } from './show-around.js';

/**
 * Brings a list that is loaded up to date: with what has changed where that says enough, and with its first page otherwise. The open
 * conversation and the newest messages are over all folders, and are read again in any case.
 */
export async function refreshList(list: ListView, isCurrent: () => boolean): Promise<void> {
  try {
    if (!isFollowed(list) || (await follow(list)) === 'unknown') {
      await readAgain(list, isCurrent);
    }
  } finally {
    refreshConversations();
    refreshRecent();
  }
}

/** `unknown`: nobody says what has changed. */
async function follow(list: ListView): Promise<'done' | 'unknown'> {
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
  const after = changes.apply(shown);
  if (after === undefined) {
    return follow(list);
  }
  queryClient.setQueryData(queryKey, after);
  noteList(listKey(list), Date.now());
  showAround(changes, list.folder, { before: allMessages(shown), after: allMessages(after) });
  return 'done';
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
