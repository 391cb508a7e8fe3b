import type { MessageSummary } from '../../client/index.js';
import type { ListView } from '../../platform/routes.js';
import { isOutgoingFolder } from '../people.js';
import type { ActionTarget, MailAction, Rest } from './mail-action.js';

/** What the user acts on: one message, or a conversation with what is loaded of it, the newest first. */
export interface ActionSubject {
  readonly thread: readonly MessageSummary[];
  readonly isConversation: boolean;
}

/** All that is selected; each message counts once, though its conversation may be selected too. */
export type ActionSubjects = readonly ActionSubject[];

export interface PlannedAction extends ActionTarget {
  readonly action: MailAction;
}

/** Moves and deletes take the whole conversations, as far as they are in the folder that is shown. */
export function removal(action: MailAction, subjects: ActionSubjects, folder: string): PlannedAction {
  return { action, messages: messagesOf(subjects), rests: restsOf(subjects, folder) };
}

/**
 * All of a folder, also what is not loaded: marked as read, or moved to Deleted Items. Up to the newest that is shown; where
 * the list doesn't begin with the newest of the folder, or nothing of it is shown, all that is there now.
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

/** Anything unread: all of it is read. Otherwise the newest message of each is unread again. */
export function toggledRead(subjects: ActionSubjects, folder: string): PlannedAction | undefined {
  const unread = messagesOf(subjects).filter(({ isRead }) => !isRead);
  if (unread.length > 0) {
    return { action: { kind: 'mark-read' }, messages: unread, rests: restsOf(subjects, folder) };
  }
  const newest = newestOf(subjects);
  return newest.length === 0 ? undefined : { action: { kind: 'mark-unread' }, messages: newest };
}

/** All flagged: nothing of it is flagged any more. Otherwise the newest message of each that has no flag gets one. */
export function toggledFlag(subjects: ActionSubjects): PlannedAction | undefined {
  const plain = subjects.filter(({ thread }) => !thread.some(({ flagged }) => flagged));
  const newest = newestOf(plain);
  if (newest.length > 0) {
    return { action: { kind: 'flag' }, messages: newest };
  }
  const flagged = messagesOf(subjects).filter((message) => message.flagged);
  return flagged.length === 0 ? undefined : { action: { kind: 'unflag' }, messages: flagged };
}

/** Where all have the category, nothing of it has it any more. Otherwise the newest message of each that has none of it gets it. */
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

/** A draft is not filed away, and nothing is filed to where it is. */
export function mayArchive(subjects: ActionSubjects, folder: string): boolean {
  const isHere = folder === 'archive' || folder === 'drafts' || folder === 'outbox';
  return !isHere && !messagesOf(subjects).some((one) => one.isDraft || one.folder?.wellKnownName === 'archive');
}

/** All of it is there; among what was found in all folders, only what is nowhere else. */
export function isInFolder(subjects: ActionSubjects, folder: string, wanted: string): boolean {
  return messagesOf(subjects).every((message) => (message.folder?.wellKnownName ?? folder) === wanted);
}

/** What the user has written themselves is no junk. */
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
