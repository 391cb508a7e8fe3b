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

/** What has changed in a folder, whole: several answers in turn are one. */
export interface FolderChanges {
  readonly changed: readonly MessageChange[];
  readonly removed: readonly string[];
  /** Set when `changed` is everything that was received from then on (ISO 8601), `null` when it is the whole folder. */
  readonly snapshotSince?: string | null;
}

/** Later answers have the last word. */
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
 * A list of a folder by date, the newest first, after these changes: as if all that is loaded of it were read anew. What belongs below
 * the last loaded message comes with the next page.
 */
export function applyChanges(pages: MessagePages, changes: FolderChanges): MessagePages {
  const known = new Map(allMessages(pages).map((message) => [message.id, message]));
  const gone = new Set([...changes.removed, ...missingFrom(changes, known.values())]);
  const placed: MessageSummary[] = [];
  let result = pages;
  for (const change of changes.changed) {
    const before = known.get(change.id);
    const message = before === undefined ? change : { ...before, ...change };
    // Only some members of a message that is not on the page: it lies further below.
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
  // What is not on the page, too: it may have gone from it before the service heard of that.
  return changes.removed.length > 0 ? markShifted(result) : result;
}

/** What a snapshot should have and has not. */
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

/** Whether the place of a message is among what is loaded. */
function isLoadedIn(pages: MessagePages): (message: MessageSummary) => boolean {
  const last = allMessages(pages).at(-1);
  const isEnd = (pages.pages.at(-1)?.nextCursor ?? null) === null;
  return (message) => isEnd || (last !== undefined && time(message) >= time(last));
}
