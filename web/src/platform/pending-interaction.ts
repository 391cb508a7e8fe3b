import type { InteractionProblem } from '../client/index.js';
import type { Intent } from './pending-intent.js';

export interface PendingInteraction {
  readonly problem: InteractionProblem;
  /** Where the user comes back to. */
  readonly returnTo: string;
  /** What they asked for, in that order, to be done when they are back. */
  readonly intents?: readonly Omit<Intent, 'permissions'>[] | undefined;
}

/**
 * One question for all that waits for its answer: what the user asked for isn't forgotten because something else needs them
 * too. The end of the session comes first; what is still missing after that is asked for then.
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
