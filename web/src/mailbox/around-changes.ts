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
  /** Conversations that have to be asked for again; `all` when nobody knows which. */
  readonly conversations: ReadonlySet<string> | 'all';
  /** What is new or different in the list. */
  readonly shown: readonly MessageSummary[];
  /** The newest messages over all folders with the changes; undefined when they have to be asked for. */
  readonly recentAfter: (recent: readonly MessageSummary[]) => MessageSummary[] | undefined;
}

/**
 * Nothing is different in the folder: then it is elsewhere, and nobody knows where, unless the folder tells what this page has done itself.
 * Something has gone from it: nobody knows where to, unless this page has moved it.
 */
export function aroundChanges({ changes, before, after, folder }: Seen): Around {
  const old = new Map(before.map((message) => [message.id, message]));
  const kept = new Set(after.map(({ id }) => id));
  const shown = after.filter((message) => isOther(message, old.get(message.id)));
  const added = shown.filter(({ id }) => !old.has(id));
  const gone = before.filter(({ id }) => !kept.has(id));
  const isTold = changes.snapshotSince === undefined && changes.changed.length + changes.removed.length > 0;
  if (shown.length + gone.length === 0 && !isTold) {
    return { conversations: 'all', shown, recentAfter: () => undefined };
  }
  const conversations = [...added, ...gone].flatMap(({ conversationId }) => conversationId ?? []);
  return {
    conversations: new Set(conversations),
    shown,
    recentAfter: (recent) => {
      const hasLeft = new Set([...gone.map(({ id }) => id), ...changes.removed]);
      if (recent.some((message) => hasLeft.has(message.id) && isIn(message, folder))) return undefined;
      return withMessages(recent, shown, folder);
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
  const place = folder === undefined ? {} : { folder: placeOf(folder) };
  const fresh = new Map(messages.map((message) => [message.id, { ...message, ...place }]));
  const patched = recent.map((message) => {
    const other = fresh.get(message.id);
    fresh.delete(message.id);
    return other ?? message;
  });
  return [...fresh.values(), ...patched];
}

/** As lists of the whole mailbox name a folder. */
export function placeOf({ id, name, wellKnownName }: Folder): NonNullable<MessageSummary['folder']> {
  return { id, name, wellKnownName };
}
