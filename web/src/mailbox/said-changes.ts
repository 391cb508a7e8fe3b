import type { Folder, MessageSummary } from '../client/index.js';
import { goneFrom, type ListChange, newOrOther } from './list-change.js';
import { unreadIn } from './message-set.js';

type Counted = Pick<Folder, 'id' | 'wellKnownName' | 'totalCount' | 'unreadCount'>;

interface Mailbox {
  /** When all was read the last time, and now. */
  readonly before: readonly Counted[];
  readonly now: readonly Counted[];
  /** As they were on the page when they were asked for, with what the user themselves has marked. */
  readonly shown: readonly Counted[];
  /** The folder that the list is of, as addresses name it. */
  readonly key: string;
  readonly list: ListChange;
}

/**
 * Whether the changes of one folder are all that has changed, as far as the counts of the folders tell: it has as many messages and as
 * many unread ones more or less as the list (a mark further down isn't among the changes), and no other folder has other counts. What
 * doesn't count (a flag) may have changed elsewhere at the same time.
 */
export function isAllSaid({ before, shown, now, key, list }: Mailbox): boolean {
  const known = new Map(before.map((folder) => [folder.id, folder]));
  const unreadShown = new Map(shown.map(({ id, unreadCount }) => [id, unreadCount]));
  return (
    known.size === now.length &&
    now.every((folder) => {
      const old = known.get(folder.id);
      if (old === undefined) {
        return false;
      }
      return folder.id === key || folder.wellKnownName === key
        ? folder.totalCount - old.totalCount === list.after.length - list.before.length &&
            folder.unreadCount - (unreadShown.get(folder.id) ?? NaN) === unreadIn(list.after) - unreadIn(list.before)
        : folder.totalCount === old.totalCount && folder.unreadCount === old.unreadCount;
    })
  );
}

/** The conversations that have a message more or less, or another one: their marks are known (`patchKnown`). */
export function changedConversations(list: ListChange): ReadonlySet<string> {
  const changed = [...newOrOther(list, withoutMarks), ...goneFrom(list)];
  return new Set(changed.flatMap(({ conversationId }) => conversationId ?? []));
}

function withoutMarks({ isRead: _, flagged: __, categories: ___, ...message }: MessageSummary): string {
  return JSON.stringify(message);
}
