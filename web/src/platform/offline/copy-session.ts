/** Clocks are corrected by some seconds; after a larger step back, an ended session would be valid again. */
const clockToleranceMs = 60_000;

interface Limits {
  readonly idleExpiresAt: string;
  readonly expiresAt: string;
}

/** When the session ends without further requests (epoch, ms): nothing is shown from the copy afterwards. */
export function endOf({ idleExpiresAt, expiresAt }: Limits): number {
  return Math.min(Date.parse(idleExpiresAt), Date.parse(expiresAt));
}

/** Whether the stored data of a session may still be shown; `seenAt` is the time of the last session response. */
export function isReadable(session: Limits, seenAt: number, now: number): boolean {
  return now < endOf(session) && now > seenAt - clockToleranceMs;
}
