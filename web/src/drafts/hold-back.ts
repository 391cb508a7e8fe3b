import { fromOutbox, mark } from './outbox-draft.js';
import { heldLonger } from './outbox-rules.js';

/** At least this is left when the pointer goes: it may have come at the last moment. */
const leastLeftMs = 3_000;
const renewedEveryMs = 500;

/**
 * Its time stands still until the answer is called: the user has the pointer or the focus on "Undo". What was left then is stored
 * again and again: whatever becomes of this page, it goes out by the next one, or is shown there.
 */
export function holdBack(userId: string, draftId: string): () => void {
  let leftMs: number | undefined;
  const renew = (): void => {
    const working = fromOutbox(userId, draftId);
    const sending = working?.current.get().sending;
    const now = Date.now();
    leftMs ??= Math.max(leastLeftMs, (sending?.heldUntil ?? now) - now);
    const heldUntil = sending === undefined ? undefined : heldLonger(sending, leftMs, now);
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
