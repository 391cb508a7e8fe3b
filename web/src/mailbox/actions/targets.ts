import type { MessageSummary } from '../../client/index.js';
import type { ActionTarget, ConversationRest, MailAction } from './mail-action.js';

/** What the user acts on: one message, or a conversation with what is loaded of it, the newest first. */
export interface ActionSubject {
  readonly thread: readonly MessageSummary[];
  readonly isConversation: boolean;
}

export interface PlannedAction extends ActionTarget {
  readonly action: MailAction;
}

/** Moves and deletes take the whole conversation, as far as it is in the folder that is shown. */
export function removal(action: MailAction, { thread, isConversation }: ActionSubject, folder: string): PlannedAction {
  return { action, messages: thread, rest: isConversation ? restOf(thread, folder) : undefined };
}

/** Anything unread: all of it is read. Otherwise the newest message is unread again. */
export function toggledRead(subject: ActionSubject, folder: string): PlannedAction | undefined {
  const unread = subject.thread.filter(({ isRead }) => !isRead);
  if (unread.length > 0) return readAll(subject, unread, folder);
  const newest = newestOf(subject);
  return newest === undefined ? undefined : { action: { kind: 'mark-unread' }, messages: [newest] };
}

function readAll(subject: ActionSubject, unread: readonly MessageSummary[], folder: string): PlannedAction {
  const rest = subject.isConversation ? restOf(subject.thread, folder) : undefined;
  return { action: { kind: 'mark-read' }, messages: unread, rest };
}

/** Anything flagged: nothing of it is flagged any more. Otherwise the newest message is flagged. */
export function toggledFlag(subject: ActionSubject): PlannedAction | undefined {
  const flagged = subject.thread.filter((message) => message.flagged);
  if (flagged.length > 0) return { action: { kind: 'unflag' }, messages: flagged };
  const newest = newestOf(subject);
  return newest === undefined ? undefined : { action: { kind: 'flag' }, messages: [newest] };
}

/** A draft is not filed away, and nothing is filed to where it is. */
export function mayArchive({ thread }: ActionSubject, folder: string): boolean {
  return folder !== 'archive' && folder !== 'drafts' && folder !== 'outbox' && !thread.some(({ isDraft }) => isDraft);
}

function newestOf({ thread }: ActionSubject): MessageSummary | undefined {
  return thread.find(({ isDraft }) => !isDraft) ?? thread[0];
}

function restOf(thread: readonly MessageSummary[], folder: string): ConversationRest | undefined {
  const id = thread[0]?.conversationId ?? null;
  const times = thread.flatMap(({ receivedAt }) => (receivedAt === null ? [] : [receivedAt]));
  const upTo = times.sort((a, b) => Date.parse(b) - Date.parse(a))[0];
  return id === null || upTo === undefined ? undefined : { id, folder, upTo };
}
