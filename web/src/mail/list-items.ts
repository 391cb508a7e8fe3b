import type { MessageSummary } from '../client/index.js';
import { dayGroup } from '../ui/dates.js';

export interface HeadingItem {
  readonly kind: 'heading';
  readonly key: string;
  readonly label: string;
}

export interface MessageItem {
  readonly kind: 'message';
  readonly key: string;
  readonly message: MessageSummary;
  /** All loaded messages of the conversation, newest first; only the one itself when it stands for itself. */
  readonly thread: readonly MessageSummary[];
  readonly isExpanded: boolean;
  /** An older message shown below the newest of its conversation. */
  readonly isChild: boolean;
}

export type ListItem = HeadingItem | MessageItem;

export interface ListOptions {
  readonly grouped: boolean;
  readonly headings: boolean;
  /** Conversations that are opened up. */
  readonly expanded: ReadonlySet<string>;
  readonly now: Date;
}

/** The rows of the list: day headings, conversations, and the older messages of opened conversations. */
export function listItems(messages: readonly MessageSummary[], options: ListOptions): ListItem[] {
  const items: ListItem[] = [];
  let heading: string | undefined;
  for (const thread of threads(messages, options.grouped)) {
    const [newest, ...older] = thread;
    if (newest === undefined) continue;
    const label = newest.receivedAt === null ? 'Today' : dayGroup(new Date(newest.receivedAt), options.now);
    if (options.headings && label !== heading) {
      heading = label;
      items.push({ kind: 'heading', key: `heading:${label}`, label });
    }
    const isExpanded = older.length > 0 && options.expanded.has(threadKey(newest));
    items.push({ kind: 'message', key: newest.id, message: newest, thread, isExpanded, isChild: false });
    if (!isExpanded) continue;
    for (const message of older) {
      items.push({ kind: 'message', key: message.id, message, thread: [message], isExpanded: false, isChild: true });
    }
  }
  return items;
}

export function threadKey(message: MessageSummary): string {
  return message.conversationId ?? message.id;
}

/** Messages by conversation, in the order of each one's newest message. */
export function threads(messages: readonly MessageSummary[], grouped: boolean): MessageSummary[][] {
  if (!grouped) return messages.map((message) => [message]);
  const byKey = new Map<string, MessageSummary[]>();
  for (const message of messages) {
    const thread = byKey.get(threadKey(message));
    if (thread === undefined) byKey.set(threadKey(message), [message]);
    else thread.push(message);
  }
  return [...byKey.values()];
}
