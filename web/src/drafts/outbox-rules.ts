import { isInteraction, problemOf } from '../client/index.js';
import type { Sending, SendingState } from './draft.js';

/** The service stores a key for 24 hours; one hour is a margin for clocks that differ. */
const keyLivesMs = 23 * 3_600_000;

/** The result of an attempt to send. */
export type Verdict = Exclude<SendingState, 'sending'>;

/** Not sent, and another attempt with the same key may succeed. */
const WAITS: readonly string[] = [
  'network_unreachable',
  'throttled',
  'device_proof_required',
  'session_store_unavailable',
  'identity_provider_unavailable',
  'graph_unavailable',
  'overloaded',
  'idempotency_in_progress',
  // The user may sign in again later.
  'login_required',
];

/** The outcome at Graph is unknown. The service does not try again with this key, because the message may have been sent. */
const UNCERTAIN: readonly string[] = ['graph_timeout', 'graph_error'];

/**
 * @param isSent whether the request to send was made; false when something before it failed (a save, an upload).
 */
export function verdictOn(error: unknown, isSent: boolean): Verdict {
  const code = problemOf(error)?.code;
  if (code === undefined) {
    return 'refused';
  }
  if (WAITS.includes(code) || (code === 'graph_timeout' && !isSent)) {
    return 'waiting';
  }
  return UNCERTAIN.includes(code) && isSent ? 'uncertain' : 'refused';
}

/** Problems that occur before anything is sent. */
const beforeSending: readonly string[] = [
  'throttled',
  'device_proof_required',
  'identity_provider_unavailable',
  'overloaded',
  'login_required',
];

/** Whether a failed request to send may have sent the message. */
export function mayHaveArrived(error: unknown): boolean {
  const code = problemOf(error)?.code;
  return code === undefined || !beforeSending.includes(code);
}

/** More than the longest hold time that can be chosen: beyond it the clock was set back. */
const mostHeldMs = 60_000;

/** Whether the user can still cancel. */
export function isHeld({ heldUntil = 0, state }: Sending, now: number): boolean {
  return state === 'waiting' && heldUntil > now && heldUntil - now < mostHeldMs;
}

/** A pointer that rests on the notice holds a message no longer than this. */
const mostExtendedMs = 120_000;

/**
 * The new end of the hold while the user has the pointer or the focus on "Undo". `leftMs`: the time that was left when that began.
 * Undefined: no change.
 */
export function extendedHold(sending: Sending, leftMs: number, now: number): number | undefined {
  return isHeld(sending, now) && now - sending.since < mostExtendedMs ? now + leftMs : undefined;
}

/** After this delay the message isn't sent without a confirmation: the user may have found another way by now. */
const mostLateMs = 5 * 60_000;

/** Whether no page was open to send it when its hold ended. */
export function isMissed({ heldUntil, state, isAttempted }: Sending, now: number): boolean {
  return state === 'waiting' && !isAttempted && heldUntil !== undefined && now - heldUntil > mostLateMs;
}

/** Whether it may be sent without a confirmation. */
export function isDue(sending: Sending, now: number): boolean {
  const { state, isAttempted, since } = sending;
  if (isHeld(sending, now) || isMissed(sending, now)) {
    return false;
  }
  const isKeyGood = now - since < keyLivesMs;
  return (state === 'sending' || state === 'waiting') && (isKeyGood || !isAttempted);
}

/** Not attempted for longer than the service stores its key: another attempt might send it twice. */
export function isExpired(sending: Sending, now: number): boolean {
  const isOpen = sending.state === 'sending' || sending.state === 'waiting';
  return isOpen && !isHeld(sending, now) && !isMissed(sending, now) && !isDue(sending, now);
}

/** Whether only the user's consent is missing. */
export function needsUser(error: unknown): boolean {
  const problem = problemOf(error);
  return problem !== undefined && isInteraction(problem) && problem.code !== 'login_required';
}
