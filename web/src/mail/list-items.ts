import type { MessageSummary } from '../client/index.js';
import { t } from '../texts/t.js';
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
  /** All loaded messages of the conversation, newest first; only this message when the row is for one message. */
  readonly thread: readonly MessageSummary[];
  readonly isExpanded: boolean;
  /** One message of an expanded conversation. */
  readonly isChild: boolean;
  /** The row represents a conversation and not one message. */
  readonly isConversation: boolean;
}

export type ListItem = HeadingItem | MessageItem;

export interface ListOptions {
  readonly grouped: boolean;
  readonly headings: boolean;
  /** The expanded conversations. */
  readonly expanded: ReadonlySet<string>;
  readonly now: Date;
}

/** The rows of the list: day headings, conversations, and the messages of expanded conversations. */
export function listItems(messages: readonly MessageSummary[], options: ListOptions): ListItem[] {
  const items: ListItem[] = [];
  let heading: string | undefined;
  for (const thread of threads(messages, options.grouped)) {
    const [newest, ...older] = thread;
    if (newest === undefined) {
      continue;
    }
    const label = newest.receivedAt === null ? t('Today') : dayGroup(new Date(newest.receivedAt), options.now);
    if (options.headings && label !== heading) {
      heading = label;
      items.push({ kind: 'heading', key: `heading:${label}`, label });
    }
    const isExpanded = older.length > 0 && options.expanded.has(threadKey(newest));
    const isConversation = options.grouped && newest.conversationId !== null;
    // The key stays the same when a newer message becomes the first one: the row does not lose the focus.
    const key = isConversation ? `thread:${newest.conversationId}` : newest.id;
    items.push({ kind: 'message', key, message: newest, thread, isExpanded, isChild: false, isConversation });
    if (!isExpanded) {
      continue;
    }
    for (const message of thread) {
      items.push(childItem(message));
    }
  }
  return items;
}

function childItem(message: MessageSummary): MessageItem {
  return {
    kind: 'message',
    key: message.id,
    message,
    thread: [message],
    isExpanded: false,
    isChild: true,
    isConversation: false,
  };
}

export function threadKey(message: MessageSummary): string {
  return message.conversationId ?? message.id;
}

/** Messages by conversation, in the order of each one's newest message. */
export function threads(messages: readonly MessageSummary[], grouped: boolean): MessageSummary[][] {
  if (!grouped) {
    return messages.map((message) => [message]);
  }
  const byKey = new Map<string, MessageSummary[]>();
  for (const message of messages) {
    const thread = byKey.get(threadKey(message));
    if (thread === undefined) {
      byKey.set(threadKey(message), [message]);
    } else {
      thread.push(message);
    }
  }
  return [...byKey.values()];
}
