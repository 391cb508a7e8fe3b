import type { Changes, MessageSummary } from '../client/index.js';
import {
  allMessages,
  insertMessages,
  markShifted,
  type MessagePages,
  patchMessages,
  removeMessages,
  time,
} from './pages.js';

type MessageChange = Changes['changed'][number];

/** The complete changes of a folder: several consecutive responses are joined. */
export interface FolderChanges {
  readonly changed: readonly MessageChange[];
  readonly removed: readonly string[];
  /** Set when `changed` has everything that was received since then (ISO 8601); `null` when it has the whole folder. */
  readonly snapshotSince?: string | null;
}

/** Later responses override earlier ones. */
export function joinChanges(answers: readonly Pick<Changes, 'changed' | 'removed'>[]): FolderChanges {
  const changed = new Map<string, MessageChange>();
  const removed = new Set<string>();
  for (const answer of answers) {
    for (const change of answer.changed) {
      removed.delete(change.id);
      changed.set(change.id, { ...changed.get(change.id), ...change });
    }
    for (const id of answer.removed) {
      changed.delete(id);
      removed.add(id);
    }
  }
  return { changed: [...changed.values()], removed: [...removed] };
}

/**
 * Applies the changes to a folder's list by date, the newest first. The result is the same as if all loaded pages were read again.
 * Messages below the last loaded one come with the next page.
 */
export function applyChanges(pages: MessagePages, changes: FolderChanges): MessagePages {
  const known = new Map(allMessages(pages).map((message) => [message.id, message]));
  const gone = new Set([...changes.removed, ...missingFrom(changes, known.values())]);
  const placed: MessageSummary[] = [];
  let result = pages;
  for (const change of changes.changed) {
    const before = known.get(change.id);
    const message = before === undefined ? change : { ...before, ...change };
    // An incomplete message that is not on the page: it is further below.
    if (!isWhole(message)) {
      continue;
    }
    if (before?.receivedAt === message.receivedAt) {
      result = patchMessages(result, new Set([change.id]), change);
    } else {
      placed.push(message);
    }
  }
  result = removeMessages(result, new Set([...gone, ...placed.map(({ id }) => id)]));
  result = insertMessages(result, placed.filter(isLoadedIn(pages)));
  // Also when the message was not on the page: the page may have removed it before the service learned of it.
  return changes.removed.length > 0 ? markShifted(result) : result;
}

/** Messages that should be in a snapshot and are not. */
function missingFrom({ changed, snapshotSince }: FolderChanges, known: Iterable<MessageSummary>): string[] {
  if (snapshotSince === undefined) {
    return [];
  }
  const since = snapshotSince === null ? -Infinity : Date.parse(snapshotSince);
  const there = new Set(changed.map(({ id }) => id));
  return [...known].filter((message) => time(message) >= since && !there.has(message.id)).map(({ id }) => id);
}

function isWhole(message: MessageChange): message is MessageSummary {
  return message.receivedAt !== undefined && message.isRead !== undefined && message.subject !== undefined;
}

/** Whether the position of a message is within the loaded part. */
function isLoadedIn(pages: MessagePages): (message: MessageSummary) => boolean {
  const last = allMessages(pages).at(-1);
  const isEnd = (pages.pages.at(-1)?.nextCursor ?? null) === null;
  return (message) => isEnd || (last !== undefined && time(message) >= time(last));
}
