import type { MessageSummary } from '../client/index.js';

/** Each once, the oldest first; drafts stand where they are written, at the end. */
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

/** What is answered at the foot of a conversation. */
export function newestOf(messages: readonly MessageSummary[]): MessageSummary | undefined {
  return messages.findLast((message) => !message.isDraft);
}

export interface Folding {
  /** Unfolded by themselves: nobody has read them yet. */
  readonly unread: ReadonlySet<string>;
  /** What the user has unfolded or folded. */
  readonly chosen: ReadonlyMap<string, boolean>;
  readonly showsAll: boolean;
}

export const UNTOUCHED: Folding = { unread: new Set(), chosen: new Map(), showsAll: false };

const mostUnread = 4;
const mostLines = 3;

/** Remembers what was unread when it was first seen: it must not fold up by being read. */
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
  /** Stands for so many older ones. */
  | { readonly kind: 'more'; readonly count: number };

/** The opened message and the newest one are unfolded, the rest are lines; of many older ones, only the first is shown. */
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
