/** What is kept on this device, to be read without a network. */
export type KeptKind = 'session' | 'permissions' | 'folders' | 'list' | 'message' | 'picture';

/** What is known of a kept thing without opening it. */
export interface KeptEntry {
  readonly id: string;
  readonly kind: KeptKind;
  /** When the service last said so (epoch, ms). */
  readonly at: number;
  readonly bytes: number;
}

export interface Kept {
  readonly value: unknown;
  /** When the service last said so (epoch, ms). */
  readonly at: number;
}

const MEGABYTE = 1_048_576;

/** How many of a kind; of the others there is one each. */
const MOST: Readonly<Partial<Record<KeptKind, number>>> = { list: 30, message: 200, picture: 300 };
const mostBytes = 30 * MEGABYTE;
const largestBytes = 2 * MEGABYTE;
/** A session may live longer, where the operator wants that. */
const oldestMs = 7 * 24 * 3_600_000;

/** Of a list: what is read on the way to work, and not the mailbox. */
export const mostRows = 200;

/** Without these nothing can be read: they go with the session only. */
function isBase({ kind }: KeptEntry): boolean {
  return MOST[kind] === undefined;
}

export function isTooLarge(bytes: number): boolean {
  return bytes > largestBytes;
}

/**
 * Whether what is kept already is what the service said later. A tab that was frozen writes hours after it was told; a time to come
 * is that of a clock that was turned back since.
 */
export function isNewerKept(kept: KeptEntry | undefined, next: KeptEntry, now: number): boolean {
  return kept !== undefined && kept.at > next.at && kept.at <= now;
}

/** The ids of what has to go, so that number, bytes and age stay within their bounds: the oldest first. */
export function evicted(entries: readonly KeptEntry[], now: number): string[] {
  const gone = new Set<string>();
  const newestFirst = entries.filter((entry) => !isBase(entry)).sort((a, b) => b.at - a.at);
  const counts = new Map<KeptKind, number>();
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

/** The ids of the older half, which makes room where the browser has none left. */
export function olderHalf(entries: readonly KeptEntry[]): string[] {
  const oldestFirst = entries.filter((entry) => !isBase(entry)).sort((a, b) => a.at - b.at);
  return oldestFirst.slice(0, Math.ceil(oldestFirst.length / 2)).map(({ id }) => id);
}
