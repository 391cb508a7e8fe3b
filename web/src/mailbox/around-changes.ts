import type { Folder, MessageSummary } from '../client/index.js';
import type { FolderChanges } from './apply-changes.js';

interface Seen {
  readonly changes: FolderChanges;
  /** The list before the changes, and with them. */
  readonly before: readonly MessageSummary[];
  readonly after: readonly MessageSummary[];
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
export function aroundChanges({ changes, before, after, folder }: Seen): Around {
  const old = new Map(before.map((message) => [message.id, message]));
  const kept = new Set(after.map(({ id }) => id));
  const gone = new Set([...before.map(({ id }) => id).filter((id) => !kept.has(id)), ...changes.removed]);
  const shown = after.filter((message) => isOther(message, old.get(message.id)));
  return {
    shown,
    recentAfter: (recent) => {
      const rest = recent.filter((message) => !gone.has(message.id) || !isIn(message, folder));
      return withMessages(rest, shown, folder);
    },
  };
}

function isOther(message: MessageSummary, before: MessageSummary | undefined): boolean {
  return before !== message && JSON.stringify(before) !== JSON.stringify(message);
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
