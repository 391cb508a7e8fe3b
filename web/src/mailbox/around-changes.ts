import type { Folder, MessageSummary } from '../client/index.js';
import type { FolderChanges } from './apply-changes.js';
import { removedFrom, type ListChange, newOrOther } from './list-change.js';
import { idsOf } from './message-set.js';

interface Seen extends ListChange {
  readonly changes: FolderChanges;
  /** The folder of the changes. */
  readonly folder: Folder | undefined;
}

/** The effects of a folder's changes on the rest of the mailbox: badges and open conversations span all folders. */
interface Around {
  /** The new and changed messages of the list. */
  readonly shown: readonly MessageSummary[];
  /** The newest messages over all folders with the changes, without the messages that were removed from the folder. */
  readonly recentAfter: (recent: readonly MessageSummary[]) => MessageSummary[];
}

/** Incomplete: a folder doesn't report simultaneous changes elsewhere, nor where its messages have gone. */
export function aroundChanges({ changes, folder, ...list }: Seen): Around {
  const gone = new Set([...idsOf(removedFrom(list)), ...changes.removed]);
  const shown = newOrOther(list);
  return {
    shown,
    recentAfter: (recent) => {
      const rest = recent.filter((message) => !gone.has(message.id) || !isIn(message, folder));
      return withMessages(rest, shown, folder);
    },
  };
}

/** Lists of the whole mailbox name the folder of each message. */
function isIn({ folder }: MessageSummary, here: Folder | undefined): boolean {
  return folder === undefined || here === undefined || folder.id === here.id;
}

function withMessages(
  recent: readonly MessageSummary[],
  messages: readonly MessageSummary[],
  folder: Folder | undefined,
): MessageSummary[] {
  const place = folder === undefined ? {} : { folder: folderReference(folder) };
  const fresh = new Map(messages.map((message) => [message.id, { ...message, ...place }]));
  const patched = recent.map((message) => {
    const other = fresh.get(message.id);
    fresh.delete(message.id);
    return other ?? message;
  });
  return [...fresh.values(), ...patched];
}

/** The folder in the form that lists of the whole mailbox use. */
export function folderReference({ id, name, wellKnownName }: Folder): NonNullable<MessageSummary['folder']> {
  return { id, name, wellKnownName };
}
