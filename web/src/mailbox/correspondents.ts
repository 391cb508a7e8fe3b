import type { Address } from '../client/index.js';
import { userStored } from '../platform/user-stored.js';

/** A person to whom the user has written. */
export interface Correspondent extends Address {
  readonly count: number;
  /** In ms of the epoch. */
  readonly lastAt: number;
}

const MOST = 300;
/** A person who got ten messages last year is behind one who got two this month. */
const halfLifeMs = 60 * 24 * 3_600_000;

const stored = userStored('correspondents', parseCorrespondents);

/** Stored on this device until the user signs out; the person with the oldest message is removed first. */
export function rememberCorrespondents(userId: string, addresses: readonly Address[]): void {
  const at = Date.now();
  const written = addresses.map((to) => ({ to, at }));
  stored.set(userId, withWritten(stored.get(userId), written, at));
}

export function correspondentsOf(userId: string): readonly Correspondent[] {
  return stored.get(userId);
}

/** One recipient of a message; `at` is when it was sent, in ms of the epoch. */
interface Written {
  readonly to: Address;
  readonly at: number;
}

/** Counts the sent messages; the person of most weight `now` comes first. */
export function withWritten(
  known: readonly Correspondent[],
  written: readonly Written[],
  now: number,
): readonly Correspondent[] {
  const all = new Map(known.map((one) => [one.address.toLowerCase(), one]));
  for (const { to, at } of written) {
    const { name, address } = to;
    const before = all.get(address.toLowerCase());
    const shown = name ?? before?.name;
    all.set(address.toLowerCase(), {
      address,
      ...(shown === undefined ? {} : { name: shown }),
      count: (before?.count ?? 0) + 1,
      lastAt: Math.max(before?.lastAt ?? 0, at),
    });
  }
  return [...all.values()].sort((a, b) => weight(b, now) - weight(a, now)).slice(0, MOST);
}

/** The weight of a correspondent: the number of messages, which counts less and less over time. */
export function weight({ count, lastAt }: Correspondent, now: number): number {
  return count * 0.5 ** (Math.max(0, now - lastAt) / halfLifeMs);
}

function parseCorrespondents(value: unknown): readonly Correspondent[] {
  return Array.isArray(value) ? value.filter(isCorrespondent) : [];
}

function isCorrespondent(value: unknown): value is Correspondent {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { name, address, count, lastAt } = value as Partial<Record<keyof Correspondent, unknown>>;
  return (
    typeof address === 'string' &&
    (name === undefined || typeof name === 'string') &&
    typeof count === 'number' &&
    typeof lastAt === 'number'
  );
}
