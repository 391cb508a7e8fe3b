import type { SandboxUser } from '../model.js';
import type { AppRegistration } from './app-registration.js';
import type { Membership } from './directory.js';

/** With more groups, a token contains a reference to them instead. */
const mostGroupsInToken = 200;
/** The same limit for an ID token in a URL: from six groups on it contains a reference. */
const mostGroupsInUrl = 5;

/** App roles that were assigned to a user, directly or through a group. */
export function rolesOfUser(api: AppRegistration, user: SandboxUser, groups: readonly string[]): string[] {
  const names = new Set([user.username, user.oid, ...groups].map((name) => name.toLowerCase()));
  const assigned = new Set(api.roleAssignments.filter(({ to }) => names.has(to.toLowerCase())).map(({ role }) => role));
  return api.appRoles
    .filter(({ value, allowedFor }) => allowedFor.includes('User') && assigned.has(value))
    .map(({ value }) => value);
}

/**
 * The group claims that a registration requests for its tokens. Too many groups become a reference: `hasgroups` in a token
 * that travels in a URL, `_claim_names` and `_claim_sources` in others ("Groups overage claim").
 */
export function groupClaims(
  registration: AppRegistration,
  { oid, tenant }: Pick<Membership, 'oid' | 'tenant'>,
  groups: readonly string[],
  travelsIn: 'url' | 'token',
): Record<string, unknown> {
  if (registration.groupClaims === 'None' || groups.length === 0) {
    return {};
  }
  if (travelsIn === 'url' && groups.length > mostGroupsInUrl) {
    return { hasgroups: true };
  }
  if (groups.length <= mostGroupsInToken) {
    return { groups: [...groups] };
  }
  return {
    _claim_names: { groups: 'src1' },
    _claim_sources: {
      src1: { endpoint: `https://graph.windows.net/${tenant.tid}/users/${oid}/getMemberObjects` },
    },
  };
}
