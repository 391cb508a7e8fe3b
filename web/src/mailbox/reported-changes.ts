import type { Folder, MessageSummary } from '../client/index.js';
import { removedFrom, type ListChange, newOrOther } from './list-change.js';
import { unreadIn } from './message-set.js';

type Counted = Pick<Folder, 'id' | 'wellKnownName' | 'totalCount' | 'unreadCount'>;

interface Mailbox {
  /** The counts at the last complete read. */
  readonly before: readonly Counted[];
  readonly now: readonly Counted[];
  /** The counts on the page at the time of the request, including the user's own marks. */
  readonly shown: readonly Counted[];
  /** The key of the list's folder in addresses. */
  readonly key: string;
  readonly list: ListChange;
}

/**
 * Whether the changes of one folder are all that has changed, judged by the counts of the folders. The folder's counts must differ by as
 * many messages and unread messages as the list's (the changes lack a mark further down), and no other folder's counts may differ. A
 * change without a count (a flag) may have happened elsewhere at the same time.
 */
export function isAllReported({ before, shown, now, key, list }: Mailbox): boolean {
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

/** The conversations that have gained, lost or changed a message; marks are patched already (`patchKnown`). */
export function changedConversations(list: ListChange): ReadonlySet<string> {
  const changed = [...newOrOther(list, withoutMarks), ...removedFrom(list)];
  return new Set(changed.flatMap(({ conversationId }) => conversationId ?? []));
}

function withoutMarks({ isRead: _, flagged: __, categories: ___, ...message }: MessageSummary): string {
  return JSON.stringify(message);
}
