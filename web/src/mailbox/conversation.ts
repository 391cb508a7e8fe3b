import type { MessageSummary } from '../client/index.js';

/** Each message once, the oldest first; drafts are at the end. */
export function inOrder(messages: readonly MessageSummary[]): MessageSummary[] {
  const byId = new Map<string, MessageSummary>();
  for (const message of messages) {
    if (!byId.has(message.id)) {
      byId.set(message.id, message);
    }
  }
  return [...byId.values()].sort((a, b) => Number(a.isDraft) - Number(b.isDraft) || time(a) - time(b));
}

function time({ receivedAt }: MessageSummary): number {
  return receivedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(receivedAt);
}

/** The message to which a reply at the end of a conversation goes. */
export function newestOf(messages: readonly MessageSummary[]): MessageSummary | undefined {
  return messages.findLast((message) => !message.isDraft);
}

export interface Folding {
  /** Expanded automatically, because they were unread. */
  readonly unread: ReadonlySet<string>;
  /** What the user has expanded or collapsed. */
  readonly chosen: ReadonlyMap<string, boolean>;
  readonly showsAll: boolean;
}

export const UNTOUCHED: Folding = { unread: new Set(), chosen: new Map(), showsAll: false };

const mostUnread = 4;
const mostLines = 3;

/** Records messages that were unread when they were first seen: reading must not collapse them. */
export function withUnread(folding: Folding, messages: readonly MessageSummary[]): Folding {
  const unread = messages.filter(({ id, isRead, isDraft }) => !isRead && !isDraft && !folding.unread.has(id));
  if (unread.length === 0) {
    return folding;
  }
  return { ...folding, unread: new Set([...folding.unread, ...unread.slice(-mostUnread).map(({ id }) => id)]) };
}

export function toggled(folding: Folding, id: string, isOpen: boolean): Folding {
  return { ...folding, chosen: new Map(folding.chosen).set(id, !isOpen) };
}

export type ConversationRow =
  | { readonly kind: 'message'; readonly message: MessageSummary; readonly isOpen: boolean }
  /** Represents that many older messages. */
  | { readonly kind: 'more'; readonly count: number };

/** The opened message and the newest one are expanded, the others are lines; of many older ones, only the first is shown. */
export function conversationRows(
  messages: readonly MessageSummary[],
  openId: string,
  folding: Folding,
): ConversationRow[] {
  const newest = newestOf(messages)?.id;
  const rows = messages.map((message) => ({
    kind: 'message' as const,
    message,
    isOpen:
      !message.isDraft &&
      (folding.chosen.get(message.id) ??
        (message.id === openId || message.id === newest || folding.unread.has(message.id))),
  }));
  const older = rows.findIndex((row) => row.isOpen);
  if (folding.showsAll || older <= mostLines) {
    return rows;
  }
  const hidden = older - 2;
  return [...rows.slice(0, 1), { kind: 'more', count: hidden }, ...rows.slice(1 + hidden)];
}
