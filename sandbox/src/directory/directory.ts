import type { SandboxTenant, SandboxUser } from '../model.js';
import { personalTenantId, seedTenants, seedUsers } from './seed.js';

/** Where an authority's first path segment leads. */
export type Audience =
  | { readonly kind: 'common' | 'organizations' | 'consumers' }
  | { readonly kind: 'tenant'; readonly tenant: SandboxTenant };

/** Who somebody is in the tenant that issues the token. */
export interface Membership {
  readonly user: SandboxUser;
  readonly tenant: SandboxTenant;
  /** Object id in that tenant; for a guest not the one of the home tenant. */
  readonly oid: string;
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Who exists. The Graph reads it, the control API changes it. */
export class SeededDirectory {
  readonly tenants: readonly SandboxTenant[] = seedTenants();
  readonly users: readonly SandboxUser[] = seedUsers();

  /** By tenant id or verified domain. */
  findTenant(idOrDomain: string): SandboxTenant | undefined {
    return this.tenants.find((tenant) => sameText(tenant.tid, idOrDomain) || sameText(tenant.domain, idOrDomain));
  }

  /** By object id, in the home tenant or in a tenant in which the user is a guest. */
  findUser(oid: string): SandboxUser | undefined {
    return this.users.find(
      (user) => sameText(user.oid, oid) || user.guestIn.some((membership) => sameText(membership.oid, oid)),
    );
  }

  /** One user name may be a work account and a personal account at once. */
  findUsersByName(username: string): readonly SandboxUser[] {
    return this.users.filter((user) => sameText(user.username, username));
  }

  findAudience(segment: string): Audience | undefined {
    const name = segment.toLowerCase();
    if (name === 'common' || name === 'organizations' || name === 'consumers') {
      return { kind: name };
    }
    const tenant = this.findTenant(name);
    if (tenant === undefined) {
      return undefined;
    }
    return tenant.tid === personalTenantId ? { kind: 'consumers' } : { kind: 'tenant', tenant };
  }

  /** Undefined when this account may not sign in there: wrong kind of account, or unknown to the tenant. */
  findMembership(user: SandboxUser, audience: Audience): Membership | undefined {
    switch (audience.kind) {
      case 'common':
        return this.#homeOf(user);
      case 'organizations':
        return user.accountType === 'work' ? this.#homeOf(user) : undefined;
      case 'consumers':
        return user.accountType === 'personal' ? this.#homeOf(user) : undefined;
      case 'tenant':
        return this.findMembershipIn(user, audience.tenant);
    }
  }

  findMembershipIn(user: SandboxUser, tenant: SandboxTenant): Membership | undefined {
    if (user.tid === tenant.tid) {
      return { user, tenant, oid: user.oid };
    }
    const guest = user.guestIn.find((membership) => membership.tid === tenant.tid);
    return guest === undefined ? undefined : { user, tenant, oid: guest.oid };
  }

  reset(): void {
    for (const user of this.users) {
      user.isEnabled = true;
    }
  }

  #homeOf(user: SandboxUser): Membership | undefined {
    const tenant = this.findTenant(user.tid);
    return tenant === undefined ? undefined : { user, tenant, oid: user.oid };
  }
}
