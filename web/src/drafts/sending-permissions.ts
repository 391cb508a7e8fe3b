import { type ConsentRequired, type PermissionName, ProblemError, problemOf } from '../client/index.js';
import { isGranted } from '../platform/permissions.js';
import { currentLocation } from '../platform/router.js';
import { askUser, client } from '../platform/services.js';
import type { Sending } from './draft.js';

/** What the user hasn't allowed of what sending needs. */
export function missingFor(way: Sending['way']): PermissionName[] {
  const needed: readonly PermissionName[] = way === 'mailbox' ? ['mail.write', 'mail.send'] : ['mail.send'];
  return needed.filter((name) => !isGranted(name));
}

/** Each request would ask for what it needs itself: two trips where one does. */
export async function askForAll(way: Sending['way']): Promise<void> {
  const missing = missingFor(way);
  if (missing.length < 2) {
    return;
  }
  const returnTo = currentLocation();
  const { interactionUrl, expiresAt } = await client.auth.startInteraction({ permissions: [...missing], returnTo });
  const problem: ConsentRequired = {
    ...{ code: 'consent_required', status: 403, title: '', traceId: undefined, repeated: false },
    ...{ permissions: missing, scopes: [], interactionUrl, expiresAt },
  };
  askUser({ problem, returnTo });
  throw new ProblemError(problem);
}

/** What is missing of what the answer names. */
export function permissionOf(error: unknown): PermissionName {
  const problem = problemOf(error);
  if (problem === undefined || !('permissions' in problem)) {
    return 'mail.send';
  }
  const missing = problem.permissions.filter((name) => !isGranted(name));
  return missing.includes('mail.write') && !missing.includes('mail.send') ? 'mail.write' : 'mail.send';
}
