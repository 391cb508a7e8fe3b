import type { MessageSummary } from '../../client/index.js';
import { queryClient } from '../../platform/services.js';
import {
  editFolder,
  editLists,
  editRecent,
  editWholeLists,
  removeHiddenLists,
  patchKnown,
  refreshArrangedLists,
} from '../mail-cache.js';
import { folderReference } from '../around-changes.js';
import { findFolder, foldersQuery } from '../folders.js';
import { idsOf, unreadIn } from '../message-set.js';
import { insertMessages, patchMessages, removeMessages } from '../pages.js';
import { changeOf, isRemoval, type MailAction, patchOf, type RequestedAction } from './mail-action.js';

type Shown = Pick<RequestedAction, 'action' | 'messages' | 'from'>;

/** Shows a requested action on the page. */
export function showDone({ action, messages, from }: Shown): void {
  if (isRemoval(action)) {
    removeFromLists(messages, from, destinationOf(action));
    removeHiddenLists();
    return;
  }
  if (action.kind === 'categorise' || action.kind === 'restore-categories') {
    for (const message of messages) {
      patchOnPage(new Set([message.id]), changeOf(action, message));
    }
    return;
  }
  patchOnPage(idsOf(messages), patchOf(action));
  countIn(messages, from, (some) => unreadChange(action, some));
}

/** Reverts an action on the page. */
export function showUndone({ action, messages, from }: Shown): void {
  if (isRemoval(action)) {
    removeFromLists(messages, destinationOf(action), from);
    refreshArrangedLists();
    return;
  }
  for (const { id, isRead, flagged, categories = [] } of messages) {
    patchOnPage(new Set([id]), { isRead, flagged, categories });
  }
  countIn(messages, from, (some) => -unreadChange(action, some));
}

function removeFromLists(messages: readonly MessageSummary[], from: string | undefined, to: string | undefined): void {
  const ids = idsOf(messages);
  editLists((pages) => removeMessages(pages, ids));
  noteElsewhere(ids, to);
  if (from !== undefined) {
    countIn(messages, from, (some) => -unreadIn(some));
  }
  if (to === undefined) {
    return;
  }
  countUnread(to, unreadIn(messages));
  editWholeLists(to, ({ unreadOnly }) => {
    const shown = unreadOnly ? messages.filter(({ isRead }) => !isRead) : messages;
    return (pages) => insertMessages(pages, shown);
  });
}

/** Updates lists of the whole mailbox, which name the folder of each message. */
function noteElsewhere(ids: ReadonlySet<string>, to: string | undefined): void {
  const folder = to === undefined ? undefined : findFolder(queryClient.getQueryData(foldersQuery.queryKey), to);
  editRecent((recent) =>
    folder === undefined
      ? recent.filter(({ id }) => !ids.has(id))
      : recent.map((message) => (ids.has(message.id) ? { ...message, folder: folderReference(folder) } : message)),
  );
}

/** The folder of the messages after the action; undefined when they no longer exist. */
function destinationOf(action: MailAction): string | undefined {
  if (action.kind === 'move') {
    return action.folder;
  }
  return action.kind === 'delete' ? 'deleteditems' : undefined;
}

function patchOnPage(ids: ReadonlySet<string>, patch: Partial<MessageSummary>): void {
  editLists((pages) => patchMessages(pages, ids, patch));
  patchKnown(ids, patch);
}

/** In lists of the whole mailbox, each message names its folder. */
function countIn(
  messages: readonly MessageSummary[],
  from: string,
  change: (messages: readonly MessageSummary[]) => number,
): void {
  const byFolder = new Map<string, MessageSummary[]>();
  for (const message of messages) {
    const folder = from === 'all' ? (message.folder?.id ?? from) : from;
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), message]);
  }
  for (const [folder, some] of byFolder) {
    countUnread(folder, change(some));
  }
}

function countUnread(folder: string, change: number): void {
  if (change === 0) {
    return;
  }
  editFolder(folder, (known) => ({ ...known, unreadCount: Math.max(0, known.unreadCount + change) }));
}

function unreadChange({ kind }: MailAction, messages: readonly MessageSummary[]): number {
  if (kind === 'mark-read') {
    return -unreadIn(messages);
  }
  return kind === 'mark-unread' ? messages.length - unreadIn(messages) : 0;
}
