import { type Changes, problemOf } from '../client/index.js';
import type { ListView } from '../platform/routes.js';
import { client } from '../platform/services.js';
import { endedActions, pageWithRequested } from './actions/requested-actions.js';
import { applyChanges, type FolderChanges, joinChanges } from './apply-changes.js';
import { mailChanges } from './mail-changes.js';
import type { MessagePages } from './pages.js';

interface Place {
  readonly cursor: string;
  /** Changes are told of what was received from then on (ISO 8601); null: of the whole folder. */
  readonly since: string | null;
}

/** Where this page is in the changes of each folder. */
const places = new Map<string, Place>();
/** Lists of each folder that are being read. */
const reads = new Map<string, Set<{ isOutdated: boolean }>>();
/** Beyond, reading the list is less. */
const MOST_ANSWERS = 5;

/** Where nobody but the service knows what belongs to a list, or where in it, it is read again. */
export function isFollowed({ folder, search, unreadOnly, filter, sort }: ListView): boolean {
  return folder !== 'all' && search === '' && !unreadOnly && filter === '' && sort === '';
}

interface FetchedChanges extends FolderChanges {
  /** The list with them; from then on the next changes are those that come after these. */
  readonly apply: (pages: MessagePages) => MessagePages;
}

/**
 * What has changed in a folder since the last time or, the first time, everything as far down as the first page goes.
 * Undefined when the list has to be read: the service has lost the place, or there is too much.
 */
export async function fetchChanges(folder: string, pages: MessagePages): Promise<FetchedChanges | undefined> {
  const since = startOf(pages);
  const known = placeFor(folder, since);
  const answers: Changes[] = [];
  let cursor = known?.cursor;
  try {
    for (let isOld = true; isOld;) {
      if (answers.length === MOST_ANSWERS) return undefined;
      const before = endedActions.get();
      const answer = await client.mail.changes(questionOf(folder, cursor, since), { quiet: true });
      answers.push(answer);
      ({ cursor } = answer);
      // What was done meanwhile is perhaps not in this answer.
      isOld = answer.hasMore || endedActions.get() !== before;
    }
  } catch (error) {
    if (!isLost(problemOf(error)?.code)) throw error;
    places.delete(folder);
    return undefined;
  }
  const place = { cursor: cursor ?? '', since: known === undefined ? since : known.since };
  const changes = { ...joinChanges(answers), ...(known === undefined ? { snapshotSince: since } : {}) };
  return {
    ...changes,
    apply: (shown) => {
      places.set(folder, place);
      for (const read of reads.get(folder) ?? []) read.isOutdated = true;
      const result = applyChanges(shown, changes);
      return { ...result, pages: result.pages.map((page) => pageWithRequested(page, folder)) };
    },
  };
}

/**
 * A list of the folder is about to be read; returns what is called when it is there. It may be older than changes that were applied
 * meanwhile and are not told again: then they are asked for from the start.
 */
export function beginRead(folder: string): () => void {
  const read = { isOutdated: false };
  const others = reads.get(folder) ?? new Set();
  reads.set(folder, others.add(read));
  return () => {
    others.delete(read);
    if (!read.isOutdated) return;
    places.delete(folder);
    mailChanges.set(mailChanges.get() + 1);
  };
}

function placeFor(folder: string, since: string | null): Place | undefined {
  const known = places.get(folder);
  if (known === undefined || known.since === null) return known;
  // The first page has grown downwards, because messages have gone.
  return since === null || Date.parse(since) < Date.parse(known.since) ? undefined : known;
}

function questionOf(
  folder: string,
  cursor: string | undefined,
  since: string | null,
): { folder: string; cursor?: string; since?: string } {
  if (cursor !== undefined) return { folder, cursor };
  return since === null ? { folder } : { folder, since };
}

/** How far down the first page goes; null when it is the whole folder. */
function startOf({ pages: [first] }: MessagePages): string | null {
  if (first === undefined || first.nextCursor === null) return null;
  return first.items.at(-1)?.receivedAt ?? null;
}

function isLost(code: string | undefined): boolean {
  return code === 'resync_required' || code === 'invalid_cursor' || code === 'invalid_request';
}
