import { type Changes, problemOf } from '../client/index.js';
import type { ListView } from '../platform/routes.js';
import { client } from '../platform/services.js';
import { endedActions, pageWithRequested } from './actions/requested-actions.js';
import { applyChanges, type FolderChanges, joinChanges } from './apply-changes.js';
import { isArranged, keyOfList } from './list-key.js';
import type { MessagePages } from './pages.js';

interface DeltaState {
  /** Undefined: the next changes are a snapshot. */
  readonly cursor: string | undefined;
  /** The changes are those of messages that were received since then (ISO 8601); null: of the whole folder. */
  readonly since: string | null;
}

/** The position of this page in the changes of each folder. */
const deltaStates = new Map<string, DeltaState>();
/** Beyond this number of responses, reading the list takes fewer requests. */
const mostAnswers = 5;

/** Whether the changes of a folder are enough to update the list. If only the service knows its messages or their order, it is read again. */
export function isFollowed(list: ListView): boolean {
  return list.folder !== 'all' && !list.unreadOnly && !isArranged(keyOfList(list));
}

interface FetchedChanges extends FolderChanges {
  /**
   * Applies the changes to the list; the next changes are those after these. Undefined when other changes were applied after these were
   * requested, because these may be older.
   */
  readonly apply: (pages: MessagePages) => MessagePages | undefined;
}

/**
 * Fetches the changes of a folder since the last time. The first time, everything within the range of the first page.
 * Undefined when the list has to be read: the service has lost the position, or there are too many changes.
 */
export async function fetchChanges(folder: string, pages: MessagePages): Promise<FetchedChanges | undefined> {
  const since = startOf(pages);
  const begun = deltaStates.get(folder);
  const known = usable(begun, since);
  const answers: Changes[] = [];
  let cursor = known?.cursor;
  try {
    for (let isOld = true; isOld;) {
      if (answers.length === mostAnswers) {
        resetDelta(folder);
        return undefined;
      }
      const before = endedActions.get();
      const answer = await client.mail.changes(questionOf(folder, cursor, since), { quiet: true });
      answers.push(answer);
      ({ cursor } = answer);
      // The response may not include actions that ended meanwhile.
      isOld = answer.hasMore || endedActions.get() !== before;
    }
  } catch (error) {
    if (!isLost(problemOf(error)?.code)) {
      throw error;
    }
    resetDelta(folder);
    return undefined;
  }
  const delta = { cursor, since: known === undefined ? since : known.since };
  const ended = endedActions.get();
  const changes = { ...joinChanges(answers), ...(known === undefined ? { snapshotSince: since } : {}) };
  return {
    ...changes,
    apply: (shown) => {
      if (deltaStates.get(folder) !== begun || endedActions.get() !== ended) {
        return undefined;
      }
      deltaStates.set(folder, delta);
      const result = applyChanges(shown, changes);
      return { ...result, pages: result.pages.map((page) => pageWithRequested(page, folder)) };
    },
  };
}

/** Makes the next changes a snapshot. This is a new position: changes that were requested from another one are no longer applied. */
export function resetDelta(folder: string): void {
  deltaStates.set(folder, { cursor: undefined, since: null });
}

function usable(delta: DeltaState | undefined, since: string | null): DeltaState | undefined {
  if (delta?.cursor === undefined) {
    return undefined;
  }
  if (delta.since === null) {
    return delta;
  }
  // The first page reaches further down, because messages were removed.
  return since === null || Date.parse(since) < Date.parse(delta.since) ? undefined : delta;
}

function questionOf(
  folder: string,
  cursor: string | undefined,
  since: string | null,
): { folder: string; cursor?: string; since?: string } {
  if (cursor !== undefined) {
    return { folder, cursor };
  }
  return since === null ? { folder } : { folder, since };
}

/** The time of the last message of the first page; null when the page has the whole folder. */
function startOf({ pages: [first] }: MessagePages): string | null {
  if (first === undefined || first.nextCursor === null) {
    return null;
  }
  return first.items.at(-1)?.receivedAt ?? null;
}

function isLost(code: string | undefined): boolean {
  return code === 'resync_required' || code === 'invalid_cursor' || code === 'invalid_request';
}
