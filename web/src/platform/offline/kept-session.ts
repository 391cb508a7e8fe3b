/** Clocks are corrected by some seconds; one that is turned back further would let an ended session live again. */
const clockToleranceMs = 60_000;

interface Limits {
  readonly idleExpiresAt: string;
  readonly expiresAt: string;
}

/** When the session ends unless the service is asked again (epoch, ms): nothing is shown without it any longer. */
export function endOf({ idleExpiresAt, expiresAt }: Limits): number {
  return Math.min(Date.parse(idleExpiresAt), Date.parse(expiresAt));
}

/** Whether what was kept for a session may still be shown; `seenAt` is when the service last spoke of it. */
export function isReadable(session: Limits, seenAt: number, now: number): boolean {
  return now < endOf(session) && now > seenAt - clockToleranceMs;
}
