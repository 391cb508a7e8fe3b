import type { InteractionProblem } from '../client/index.js';
import type { Intent } from './pending-intent.js';

export interface PendingInteraction {
  readonly problem: InteractionProblem;
  /** The path to which the user returns. */
  readonly returnTo: string;
  /** The user's requests in their order, to be performed on return. */
  readonly intents?: readonly Omit<Intent, 'permissions'>[] | undefined;
}

/**
 * One dialog for all pending requests: an action that the user requested isn't lost when another one needs them too. The end of the
 * session comes first; what is still missing afterwards is requested then.
 */
export function joined(current: PendingInteraction | undefined, next: PendingInteraction): PendingInteraction {
  if (current === undefined) {
    return next;
  }
  const intents = [...(current.intents ?? []), ...(next.intents ?? [])];
  const ended = [current, next].find(({ problem }) => problem.code === 'login_required');
  const asked = ended ?? (current.intents === undefined ? next : current);
  return { ...asked, intents: intents.length === 0 ? undefined : intents };
}
