import { fromOutbox, mark } from './outbox-draft.js';
import { extendedHold } from './outbox-rules.js';

/** At least this much time is left when the pointer leaves, because it may have arrived at the last moment. */
const leastLeftMs = 3_000;
const renewedEveryMs = 500;

/**
 * Stops the countdown until the returned function is called, while the user has the pointer or the focus on "Undo". The remaining time
 * is stored repeatedly. If this page ends, the next one sends the message or shows it.
 */
export function holdSend(userId: string, draftId: string): () => void {
  let leftMs: number | undefined;
  const renew = (): void => {
    const working = fromOutbox(userId, draftId);
    const sending = working?.current.get().sending;
    const now = Date.now();
    leftMs ??= Math.max(leastLeftMs, (sending?.heldUntil ?? now) - now);
    const heldUntil = sending === undefined ? undefined : extendedHold(sending, leftMs, now);
    if (working === undefined || heldUntil === undefined) {
      clearInterval(timer);
    } else {
      mark(working, { heldUntil });
    }
  };
  const timer = setInterval(renew, renewedEveryMs);
  renew();
  return () => {
    clearInterval(timer);
  };
}
