import type { SandboxUser } from '../model.js';
import type { AppRegistration } from './app-registration.js';
import type { Membership } from './directory.js';

/** Above it a token has no groups in it, and says where they can be asked for. */
const mostGroupsInToken = 200;
/** The same for an ID token that travels in a URL: six groups or more. */
const mostGroupsInUrl = 5;

/** App roles that a user was assigned, by themselves or by a group. */
export function rolesOfUser(api: AppRegistration, user: SandboxUser, groups: readonly string[]): string[] {
  const names = new Set([user.username, user.oid, ...groups].map((name) => name.toLowerCase()));
  const assigned = new Set(api.roleAssignments.filter(({ to }) => names.has(to.toLowerCase())).map(({ role }) => role));
  return api.appRoles
    .filter(({ value, allowedFor }) => allowedFor.includes('User') && assigned.has(value))
    .map(({ value }) => value);
}

/**
 * The groups as a registration wants them in its tokens; too many become a reference: `hasgroups` in what travels in a URL,
 * `_claim_names` and `_claim_sources` elsewhere ("Groups overage claim").
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
