import type { InFlight, NetworkWidth } from '../../common/index.js';

const kibibyte = 1_024;
const mebibyte = 1_048_576;

/** Up to it a body costs less than the connection that it comes in by: an empty object where nothing is asked for. */
export const freeBodyBytes = kibibyte;

/**
 * Bytes of bodies that are not read yet, and of what they are in memory until their request is answered (parsed, checked and
 * written again they take about four times as much). A message may have 6 MiB; `docs/operations.md` has these figures.
 */
export const bodyBytes: Readonly<Record<NetworkWidth | 'anonymous' | 'user' | 'process', number>> = {
  address: 512 * kibibyte,
  site: 2 * mebibyte,
  block: 4 * mebibyte,
  anonymous: 8 * mebibyte,
  user: 12 * mebibyte,
  process: 32 * mebibyte,
};

/** How many of a kind may be in flight for one user, and in the whole process. */
export const inFlight: Readonly<Record<InFlight, { readonly user: number; readonly process: number }>> = {
  /** Four of a user's are read at a time (`uploadLanes`), the others wait unread. */
  uploads: { user: 16, process: 256 },
  /** Twenty tabs of one user, each with its pair. */
  'event-streams': { user: 40, process: 20_000 },
};

/**
 * Answers that are made and that their reader has not taken: bytes for one user and for the process. What is smaller than `freeBytes`
 * the kernel takes at once. A reader who takes nothing for `stillnessMs`, or less than `bytesPerSecond` on the whole, has stopped.
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

/** Whoever sends nothing for so long has stopped. */
export const stillnessMs = 10_000;
/** Less than this in this time is a body that is only to hold its place. */
export const leastPace = { bytes: kibibyte, withinMs: 20_000 };

export const retryAfterSeconds = 5;
