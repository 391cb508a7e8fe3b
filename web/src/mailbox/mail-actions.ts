import { isInteraction, type MessageSummary, problemOf } from '../client/index.js';
import type { Notice } from '../platform/notify.js';
import { client } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import {
  editConversations,
  editDetails,
  editFolder,
  editFolderLists,
  editLists,
  forgetHiddenLists,
  refreshConversations,
  refreshFolders,
  runningActions,
} from './mail-cache.js';
import { insertMessages, patchMessages, removeMessages } from './pages.js';

type Notify = (notice: Notice) => void;
type Messages = readonly MessageSummary[];

const idsOf = (messages: Messages): Set<string> => new Set(messages.map((message) => message.id));
const unreadIn = (messages: Messages): number => messages.filter((message) => !message.isRead).length;

function counted(messages: Messages, what: string): string {
  return messages.length === 1 ? `Message ${what}` : `${messages.length} messages ${what}`;
}

/** Shows the change at once, does it, and takes it back on the page if it fails. */
async function optimistically(apply: () => void, revert: () => void, perform: () => Promise<unknown>): Promise<void> {
  apply();
  runningActions.set(runningActions.get() + 1);
  try {
    await perform();
  } catch (error) {
    revert();
    throw error;
  } finally {
    runningActions.set(runningActions.get() - 1);
    refreshFolders();
    refreshConversations();
  }
}

/** Says what went wrong; what the user can resolve at Microsoft is said by the dialog instead. */
function report(notify: Notify, error: unknown): void {
  const problem = problemOf(error);
  if (problem !== undefined && isInteraction(problem)) return;
  const { title, text } = problemText(error);
  notify({ title, body: text, intent: 'error' });
}

function patchOnPage(messages: Messages, patch: Partial<MessageSummary>): void {
  const ids = idsOf(messages);
  editLists((pages) => patchMessages(pages, ids, patch));
  editDetails(ids, patch);
  editConversations((known) => known.map((message) => (ids.has(message.id) ? { ...message, ...patch } : message)));
}

function countUnread(folder: string, change: number): void {
  editFolder(folder, (known) => ({ ...known, unreadCount: Math.max(0, known.unreadCount + change) }));
}

async function setRead(messages: Messages, folder: string, isRead: boolean, quiet: boolean): Promise<void> {
  const changing = messages.filter((message) => message.isRead !== isRead);
  const change = isRead ? -changing.length : changing.length;
  await optimistically(
    () => {
      patchOnPage(changing, { isRead });
      countUnread(folder, change);
    },
    () => {
      patchOnPage(changing, { isRead: !isRead });
      countUnread(folder, -change);
    },
    () => Promise.all(changing.map((message) => client.mail.update(message.id, { isRead }, { quiet }))),
  );
}

/** Opening a message marks it as read; that must never ask the user for anything. */
export async function markReadQuietly(message: MessageSummary, folder: string): Promise<void> {
  await setRead([message], folder, true, true).catch(() => undefined);
}

export async function markRead(notify: Notify, messages: Messages, folder: string, isRead: boolean): Promise<void> {
  try {
    await setRead(messages, folder, isRead, false);
  } catch (error) {
    report(notify, error);
  }
}

export async function setFlagged(notify: Notify, messages: Messages, flagged: boolean): Promise<void> {
  try {
    await optimistically(
      () => {
        patchOnPage(messages, { flagged });
      },
      () => {
        patchOnPage(messages, { flagged: !flagged });
      },
      () => Promise.all(messages.map((message) => client.mail.update(message.id, { flagged }))),
    );
  } catch (error) {
    report(notify, error);
  }
}

export interface MoveTarget {
  readonly folder: string;
  readonly name: string;
}

export async function moveTo(notify: Notify, messages: Messages, from: string, target: MoveTarget): Promise<void> {
  const perform = (): Promise<unknown> =>
    Promise.all(messages.map((message) => client.mail.move(message.id, target.folder)));
  await takeAway(notify, messages, from, perform, counted(messages, `moved to ${target.name}`));
}

export async function moveToDeleted(notify: Notify, messages: Messages, from: string): Promise<void> {
  const perform = (): Promise<unknown> => Promise.all(messages.map((message) => client.mail.delete(message.id)));
  await takeAway(notify, messages, from, perform, counted(messages, 'deleted'));
}

/** There is no undo: the caller has asked the user. */
export async function deleteForGood(notify: Notify, messages: Messages, from: string): Promise<void> {
  try {
    await removing(messages, from, () => Promise.all(messages.map((message) => client.mail.delete(message.id, true))));
    notify({ title: counted(messages, 'deleted for good') });
  } catch (error) {
    report(notify, error);
  }
}

async function takeAway(
  notify: Notify,
  messages: Messages,
  from: string,
  perform: () => Promise<unknown>,
  title: string,
): Promise<void> {
  try {
    await removing(messages, from, perform);
    notify({ title, action: { label: 'Undo', run: () => void undo(notify, messages, from) } });
  } catch (error) {
    report(notify, error);
  }
}

function removing(messages: Messages, from: string, perform: () => Promise<unknown>): Promise<void> {
  const unread = unreadIn(messages);
  return optimistically(
    () => {
      editLists((pages) => removeMessages(pages, idsOf(messages)));
      countUnread(from, -unread);
      forgetHiddenLists();
    },
    () => {
      putBack(messages, from);
    },
    perform,
  );
}

function putBack(messages: Messages, folder: string): void {
  editFolderLists(folder, (pages) => insertMessages(pages, messages));
  countUnread(folder, unreadIn(messages));
}

/** Ids are immutable, so a moved message is moved back by the id it always had. */
async function undo(notify: Notify, messages: Messages, to: string): Promise<void> {
  try {
    await optimistically(
      () => {
        putBack(messages, to);
      },
      () => {
        editLists((pages) => removeMessages(pages, idsOf(messages)));
      },
      () => Promise.all(messages.map((message) => client.mail.move(message.id, to))),
    );
  } catch (error) {
    report(notify, error);
  }
}
