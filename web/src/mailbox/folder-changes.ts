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
  /** Changes are those of what was received from then on (ISO 8601); null: of the whole folder. */
  readonly since: string | null;
}

/** Where this page is in the changes of each folder. */
const deltaStates = new Map<string, DeltaState>();
/** Beyond, reading the list is less. */
const mostAnswers = 5;

/** Where nobody but the service knows what belongs to a list, or where in it, it is read again. */
export function isFollowed(list: ListView): boolean {
  return list.folder !== 'all' && !list.unreadOnly && !isArranged(keyOfList(list));
}

interface FetchedChanges extends FolderChanges {
  /**
   * The list with them; from then on the next changes are those that come after these. Undefined when other changes were applied since
   * these were asked for: these are perhaps older.
   */
  readonly apply: (pages: MessagePages) => MessagePages | undefined;
}

/**
 * What has changed in a folder since the last time or, the first time, everything as far down as the first page goes.
 * Undefined when the list has to be read: the service has lost the place, or there is too much.
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
        forgetDelta(folder);
        return undefined;
      }
      const before = endedActions.get();
      const answer = await client.mail.changes(questionOf(folder, cursor, since), { quiet: true });
      answers.push(answer);
      ({ cursor } = answer);
      // What was done meanwhile is perhaps not in this answer.
      isOld = answer.hasMore || endedActions.get() !== before;
    }
  } catch (error) {
    if (!isLost(problemOf(error)?.code)) {
      throw error;
    }
    forgetDelta(folder);
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

/** The next changes are a snapshot. It's a place of its own: changes that were asked for from another one are not applied after it. */
export function forgetDelta(folder: string): void {
  deltaStates.set(folder, { cursor: undefined, since: null });
}

function usable(delta: DeltaState | undefined, since: string | null): DeltaState | undefined {
  if (delta?.cursor === undefined) {
    return undefined;
  }
  if (delta.since === null) {
    return delta;
  }
  // The first page has grown downwards, because messages have gone.
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

/** How far down the first page goes; null when it is the whole folder. */
function startOf({ pages: [first] }: MessagePages): string | null {
  if (first === undefined || first.nextCursor === null) {
    return null;
  }
  return first.items.at(-1)?.receivedAt ?? null;
}

function isLost(code: string | undefined): boolean {
  return code === 'resync_required' || code === 'invalid_cursor' || code === 'invalid_request';
}
