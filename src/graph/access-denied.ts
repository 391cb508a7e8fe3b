import { Problem } from '../common/index.js';
import { ownPermissions } from '../config/index.js';
import { InteractionRequired, type LiveSession } from '../session/index.js';
import type { AccessToken } from '../tokens/index.js';
import type { GraphCall } from './graph-call.js';

/** Without the scope the user can consent; with it they are not permitted, whatever they consent to. */
export function accessDenied(session: LiveSession, { permissions }: GraphCall, { scopes }: AccessToken): Error {
  const missing = permissions.filter(
    (permission) =>
      !ownPermissions.scopesOf([permission], session.user.accountType).every((scope) => isCovered(scope, scopes)),
  );
  return missing.length === 0
    ? new Problem('forbidden')
    : new InteractionRequired(session, { kind: 'consent_required', permissions: missing });
}

function isCovered(scope: string, granted: ReadonlySet<string>): boolean {
  return granted.has(scope) || granted.has(`${scope}Write`);
}
