import type { MessageSummary } from '../../client/index.js';
import type { ListView } from '../../platform/routes.js';
import { isOutgoingFolder } from '../people.js';
import type { ActionTarget, MailAction, Rest } from './mail-action.js';

/** The target of the user's action: one message, or a conversation with its loaded messages, the newest first. */
export interface ActionSubject {
  readonly thread: readonly MessageSummary[];
  readonly isConversation: boolean;
}

/** The selection. Each message counts once, even if its conversation is selected too. */
export type ActionSubjects = readonly ActionSubject[];

export interface PlannedAction extends ActionTarget {
  readonly action: MailAction;
}

/** Moves and deletions are for complete conversations, as far as they are in the current folder. */
export function removal(action: MailAction, subjects: ActionSubjects, folder: string): PlannedAction {
  return { action, messages: messagesOf(subjects), rests: restsOf(subjects, folder) };
}

/**
 * All messages of a folder, including those that are not loaded: to mark as read, or to move to Deleted Items. They go up to the newest
 * shown message; if the list doesn't begin with the folder's newest, or the folder is not shown, all current messages.
 */
export function wholeFolder(
  kind: 'mark-read' | 'delete',
  loaded: readonly MessageSummary[],
  { folder, search, filter, sort }: Pick<ListView, 'folder' | 'search' | 'filter' | 'sort'>,
  now: Date,
): PlannedAction {
  const shown = search === '' && filter === '' && sort === '' ? loaded : [];
  const messages = kind === 'mark-read' ? shown.filter(({ isRead }) => !isRead) : shown;
  const upTo = newestTime(shown) ?? now.toISOString();
  return { action: { kind }, messages, rests: [{ folder, upTo, isUnreadOnly: kind === 'mark-read' }] };
}

/** If any message is unread, all become read. Otherwise the newest message of each conversation becomes unread. */
export function toggledRead(subjects: ActionSubjects, folder: string): PlannedAction | undefined {
  const unread = messagesOf(subjects).filter(({ isRead }) => !isRead);
  if (unread.length > 0) {
    return { action: { kind: 'mark-read' }, messages: unread, rests: restsOf(subjects, folder) };
  }
  const newest = newestOf(subjects);
  return newest.length === 0 ? undefined : { action: { kind: 'mark-unread' }, messages: newest };
}

/** If all are flagged, all are unflagged. Otherwise the newest message of each conversation without a flag gets one. */
export function toggledFlag(subjects: ActionSubjects): PlannedAction | undefined {
  const plain = subjects.filter(({ thread }) => !thread.some(({ flagged }) => flagged));
  const newest = newestOf(plain);
  if (newest.length > 0) {
    return { action: { kind: 'flag' }, messages: newest };
  }
  const flagged = messagesOf(subjects).filter((message) => message.flagged);
  return flagged.length === 0 ? undefined : { action: { kind: 'unflag' }, messages: flagged };
}

/** If all have the category, it is removed from all. Otherwise the newest message of each conversation without it gets it. */
export function toggledCategory(subjects: ActionSubjects, name: string): PlannedAction {
  if (hasCategory(subjects, name)) {
    const messages = messagesOf(subjects).filter(({ categories }) => categories?.includes(name) === true);
    return { action: { kind: 'categorise', add: [], remove: [name] }, messages };
  }
  const without = subjects.filter((subject) => !hasCategory([subject], name));
  return { action: { kind: 'categorise', add: [name], remove: [] }, messages: newestOf(without) };
}

export function hasCategory(subjects: ActionSubjects, name: string): boolean {
  return subjects.every(({ thread }) => thread.some(({ categories }) => categories?.includes(name) === true));
}

/** Drafts can't be archived, nor can messages that are in the archive already. */
export function mayArchive(subjects: ActionSubjects, folder: string): boolean {
  const isHere = folder === 'archive' || folder === 'drafts' || folder === 'outbox';
  return !isHere && !messagesOf(subjects).some((one) => one.isDraft || one.folder?.wellKnownName === 'archive');
}

/** Whether all are in that folder. For a list of all folders, only if no message is in another one. */
export function isInFolder(subjects: ActionSubjects, folder: string, wanted: string): boolean {
  return messagesOf(subjects).every((message) => (message.folder?.wellKnownName ?? folder) === wanted);
}

/** The user's own messages are no junk. */
export function mayBeJunk(subjects: ActionSubjects, folder: string): boolean {
  return (
    !isOutgoingFolder(folder) &&
    !messagesOf(subjects).some((one) => one.isDraft || one.folder?.wellKnownName === 'sentitems')
  );
}

export function isAnyUnread(subjects: ActionSubjects): boolean {
  return subjects.some(({ thread }) => thread.some(({ isRead }) => !isRead));
}

export function isEachFlagged(subjects: ActionSubjects): boolean {
  return subjects.every(({ thread }) => thread.some(({ flagged }) => flagged));
}

export function messagesOf(subjects: ActionSubjects): MessageSummary[] {
  return distinct(subjects.flatMap(({ thread }) => thread));
}

function newestOf(subjects: ActionSubjects): MessageSummary[] {
  const newest = subjects.map(({ thread }) => thread.find(({ isDraft }) => !isDraft) ?? thread[0]);
  return distinct(newest.filter((message) => message !== undefined));
}

function distinct(messages: readonly MessageSummary[]): MessageSummary[] {
  return [...new Map(messages.map((message) => [message.id, message])).values()];
}

function restsOf(subjects: ActionSubjects, folder: string): Rest[] {
  return subjects.flatMap(({ thread, isConversation }) => {
    const rest = isConversation ? restOf(thread, folder) : undefined;
    return rest === undefined ? [] : [rest];
  });
}

function restOf(thread: readonly MessageSummary[], folder: string): Rest | undefined {
  const id = thread[0]?.conversationId ?? null;
  const upTo = newestTime(thread);
  return id === null || upTo === undefined ? undefined : { id, folder, upTo };
}

function newestTime(messages: readonly MessageSummary[]): string | undefined {
  const times = messages.flatMap(({ receivedAt }) => (receivedAt === null ? [] : [receivedAt]));
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0];
}
