import type { Folder, MessageSummary } from '../client/index.js';
import type { FolderChanges } from './apply-changes.js';
import { goneFrom, type ListChange, newOrOther } from './list-change.js';
import { idsOf } from './message-set.js';

interface Seen extends ListChange {
  readonly changes: FolderChanges;
  /** Where they are. */
  readonly folder: Folder | undefined;
}

/** What the changes of one folder say of the rest of the mailbox, where badges and open conversations are over all folders. */
interface Around {
  /** What is new or different in the list. */
  readonly shown: readonly MessageSummary[];
  /** The newest messages over all folders with the changes, without what has gone from the folder. */
  readonly recentAfter: (recent: readonly MessageSummary[]) => MessageSummary[];
}

/** It isn't everything: a folder doesn't say what has changed elsewhere at the same time, nor where its messages have gone. */
export function aroundChanges({ changes, folder, ...list }: Seen): Around {
  const gone = new Set([...idsOf(goneFrom(list)), ...changes.removed]);
  const shown = newOrOther(list);
  return {
    shown,
    recentAfter: (recent) => {
      const rest = recent.filter((message) => !gone.has(message.id) || !isIn(message, folder));
      return withMessages(rest, shown, folder);
    },
  };
}

/** Lists of the whole mailbox say where each message is. */
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

/** As lists of the whole mailbox name a folder. */
export function folderReference({ id, name, wellKnownName }: Folder): NonNullable<MessageSummary['folder']> {
  return { id, name, wellKnownName };
}
