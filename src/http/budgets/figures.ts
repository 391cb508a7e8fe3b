import type { InFlight, NetworkWidth } from '../../common/index.js';

const kibibyte = 1_024;
const mebibyte = 1_048_576;

/** Up to it a body costs less than its connection: an empty object where the route takes none. */
export const freeBodyBytes = kibibyte;

/**
 * Bytes of bodies that are not read yet, and of their size in memory until the response (parsed, validated and
 * serialised again they take about four times as much). A message may have 6 MiB; `docs/operations.md` has these
 * figures.
 */
export const bodyBytes: Readonly<Record<NetworkWidth | 'anonymous' | 'user' | 'process', number>> = {
  address: 512 * kibibyte,
  site: 2 * mebibyte,
  block: 4 * mebibyte,
  anonymous: 8 * mebibyte,
  user: 12 * mebibyte,
  process: 32 * mebibyte,
};

/** The limit of each kind in flight for one user, and in the whole process. */
export const inFlight: Readonly<Record<InFlight, { readonly user: number; readonly process: number }>> = {
  /** Four of a user's are read at a time (`uploadLanes`), the others wait unread. */
  uploads: { user: 16, process: 256 },
  /** Twenty tabs of one user, each with its pair. */
  'event-streams': { user: 40, process: 20_000 },
};

/**
 * Responses that are ready and that their reader has not read: bytes for one user and for the process. The kernel takes
 * anything smaller than `freeBytes` at once. A reader who reads nothing for `stillnessMs`, or less than
 * `bytesPerSecond` on average, has stopped.
 */
export const unreadAnswers = {
  freeBytes: 64 * kibibyte,
  user: 16 * mebibyte,
  process: 96 * mebibyte,
  stillnessMs: 30_000,
  graceMs: 30_000,
  bytesPerSecond: 16 * kibibyte,
};

/** Uploads that hold a range of 3.75 MiB in memory. */
export const uploadLanes = { perLane: 4, total: 16, waitingPerLane: 16, waiting: 256, waitMs: 60_000 };

/** A client that sends nothing for so long has stopped. */
export const stillnessMs = 10_000;
/** Less than this in this time is a body that only occupies its permit. */
export const leastPace = { bytes: kibibyte, withinMs: 20_000 };

export const retryAfterSeconds = 5;
