import { type ConsentRequired, type PermissionName, ProblemError, problemOf } from '../client/index.js';
import { isGranted } from '../platform/permissions.js';
import { currentLocation } from '../platform/router.js';
import { askUser, client } from '../platform/services.js';
import type { Sending } from './draft.js';

/** The permissions that sending requires and that the user has not granted. */
export function missingFor(way: Sending['way']): PermissionName[] {
  const needed: readonly PermissionName[] = way === 'mailbox' ? ['mail.write', 'mail.send'] : ['mail.send'];
  return needed.filter((name) => !isGranted(name));
}

/** Asks for all permissions at once: otherwise each request would ask for its own, with two trips to Microsoft. */
export async function promptForAll(way: Sending['way']): Promise<void> {
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

/** The first missing permission of those that the response names. */
export function permissionOf(error: unknown): PermissionName {
  const problem = problemOf(error);
  if (problem === undefined || !('permissions' in problem)) {
    return 'mail.send';
  }
  const missing = problem.permissions.filter((name) => !isGranted(name));
  return missing.includes('mail.write') && !missing.includes('mail.send') ? 'mail.write' : 'mail.send';
}
