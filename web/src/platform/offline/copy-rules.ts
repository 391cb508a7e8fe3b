/** The kinds of data that are stored on this device for use without a network. */
export type StoredKind = 'session' | 'permissions' | 'folders' | 'list' | 'message' | 'picture';

/** What is known about stored data without decrypting it. */
export interface StoredEntry {
  readonly id: string;
  readonly kind: StoredKind;
  /** When the service last confirmed it (epoch, ms). */
  readonly at: number;
  readonly bytes: number;
}

export interface StoredValue {
  readonly value: unknown;
  /** When the service last confirmed it (epoch, ms). */
  readonly at: number;
}

const MEGABYTE = 1_048_576;

/** The limit of each kind; of the other kinds there is one each. */
const MOST: Readonly<Partial<Record<StoredKind, number>>> = { list: 30, message: 200, picture: 300 };
const mostBytes = 30 * MEGABYTE;
const largestBytes = 2 * MEGABYTE;
/** A session may live longer, if the operator wants that. */
const oldestMs = 7 * 24 * 3_600_000;

/** The limit of a list: enough for reading on the way to work, not the whole mailbox. */
export const mostRows = 200;

/** Without these nothing can be read: they are deleted with the session only. */
function isBase({ kind }: StoredEntry): boolean {
  return MOST[kind] === undefined;
}

export function isTooLarge(bytes: number): boolean {
  return bytes > largestBytes;
}

/**
 * Whether the stored data is newer than the next. A frozen tab writes hours after its response; a time in the future is from a clock that
 * was set back since.
 */
export function isNewerStored(stored: StoredEntry | undefined, next: StoredEntry, now: number): boolean {
  return stored !== undefined && stored.at > next.at && stored.at <= now;
}

/** The ids to delete, the oldest first: number, bytes and age then stay within their limits. */
export function evicted(entries: readonly StoredEntry[], now: number): string[] {
  const gone = new Set<string>();
  const newestFirst = entries.filter((entry) => !isBase(entry)).sort((a, b) => b.at - a.at);
  const counts = new Map<StoredKind, number>();
  let bytes = 0;
  for (const entry of newestFirst) {
    const count = (counts.get(entry.kind) ?? 0) + 1;
    const isOver = count > (MOST[entry.kind] ?? 0) || bytes + entry.bytes > mostBytes;
    if (isOver || now - entry.at > oldestMs) {
      gone.add(entry.id);
    } else {
      counts.set(entry.kind, count);
      bytes += entry.bytes;
    }
  }
  return [...gone];
}

/** The ids of the older half, to delete when the browser has no space left. */
export function olderHalf(entries: readonly StoredEntry[]): string[] {
  const oldestFirst = entries.filter((entry) => !isBase(entry)).sort((a, b) => a.at - b.at);
  return oldestFirst.slice(0, Math.ceil(oldestFirst.length / 2)).map(({ id }) => id);
}
