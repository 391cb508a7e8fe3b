import { isInteraction, problemOf } from '../client/index.js';
import type { Sending, SendingState } from './draft.js';

/** The service remembers a key for 24 hours; an hour is left for clocks that differ. */
const keyLivesMs = 23 * 3_600_000;

/** What became of an attempt to send. */
export type Verdict = Exclude<SendingState, 'sending'>;

/** Not done, and worth another try with the same key. */
const WAITS: readonly string[] = [
  'network_unreachable',
  'throttled',
  'device_proof_required',
  'session_store_unavailable',
  'identity_provider_unavailable',
  'graph_unavailable',
  'overloaded',
  'idempotency_in_progress',
  // The user signs in again in their own time.
  'login_required',
];

/** Graph has given no verdict: the service does not try again with this key, for the message may be on its way. */
const UNCERTAIN: readonly string[] = ['graph_timeout', 'graph_error'];

/**
 * @param isSent whether the request to send went out, or something before it failed (a save, an upload).
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

/** Said before anything is sent. */
const beforeSending: readonly string[] = [
  'throttled',
  'device_proof_required',
  'identity_provider_unavailable',
  'overloaded',
  'login_required',
];

/** Whether a request to send that failed may have sent it all the same. */
export function mayHaveArrived(error: unknown): boolean {
  const code = problemOf(error)?.code;
  return code === undefined || !beforeSending.includes(code);
}

/** Longer than any choice of holding back: the clock was set back. */
const mostHeldMs = 60_000;

/** Whether the user may still think better of it. */
export function isHeld({ heldUntil = 0, state }: Sending, now: number): boolean {
  return state === 'waiting' && heldUntil > now && heldUntil - now < mostHeldMs;
}

/** A pointer that was left on the notice doesn't keep a message for longer. */
const mostThoughtMs = 120_000;

/**
 * Until when it is held back while the user has the pointer or the focus on "Undo", with `leftMs` left when that began;
 * undefined: as it was.
 */
export function heldLonger(sending: Sending, leftMs: number, now: number): number | undefined {
  return isHeld(sending, now) && now - sending.since < mostThoughtMs ? now + leftMs : undefined;
}

/** Who finds it later than this doesn't have it sent unasked: the user may have settled it in another way by now. */
const mostLateMs = 5 * 60_000;

/** Whether no page was there to send it when it had been held back. */
export function isMissed({ heldUntil, state, isAttempted }: Sending, now: number): boolean {
  return state === 'waiting' && !isAttempted && heldUntil !== undefined && now - heldUntil > mostLateMs;
}

/** Whether it may be tried without asking anybody. */
export function isDue(sending: Sending, now: number): boolean {
  const { state, isAttempted, since } = sending;
  if (isHeld(sending, now) || isMissed(sending, now)) {
    return false;
  }
  const isKeyGood = now - since < keyLivesMs;
  return (state === 'sending' || state === 'waiting') && (isKeyGood || !isAttempted);
}

/** Left alone for longer than the service remembers its key: sent again, it might be there twice. */
export function isForgotten(sending: Sending, now: number): boolean {
  const isOpen = sending.state === 'sending' || sending.state === 'waiting';
  return isOpen && !isHeld(sending, now) && !isMissed(sending, now) && !isDue(sending, now);
}

/** Nothing but the user's own agreement stands against it. */
export function needsUser(error: unknown): boolean {
  const problem = problemOf(error);
  return problem !== undefined && isInteraction(problem) && problem.code !== 'login_required';
}
