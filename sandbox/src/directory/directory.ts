import type { SandboxGroup, SandboxTenant, SandboxUser } from '../model.js';
import { personalTenantId, seedGroups, seedTenants, seedUsers } from './seed.js';

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

/** Ids, names and domains are the same in any case of their letters. */
export function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Who exists. The Graph reads it, the control API changes it. */
export class SeededDirectory {
  readonly tenants: readonly SandboxTenant[] = seedTenants();
  #users: readonly SandboxUser[] = seedUsers();
  #groups: readonly SandboxGroup[] = seedGroups();

  get users(): readonly SandboxUser[] {
    return this.#users;
  }

  get groups(): readonly SandboxGroup[] {
    return this.#groups;
  }

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

  /** Object ids of the groups of a member of a tenant, by the object id that they have there. */
  groupsOf({ oid }: Membership): string[] {
    return this.#groups.filter(({ members }) => members.includes(oid)).map(({ id }) => id);
  }

  addUser(user: SandboxUser): void {
    if (this.findUser(user.oid) !== undefined) {
      throw new RangeError(`There is a user ${user.oid} already.`);
    }
    this.#users = [...this.#users, user];
  }

  /** Takes the place of a group of the same id. */
  setGroup(group: SandboxGroup): void {
    this.#groups = [...this.#groups.filter(({ id }) => id !== group.id), group];
  }

  /** A guest is removed and invited again: their account is the same, and in that tenant they are another object. */
  inviteAgain(user: SandboxUser, { tid }: SandboxTenant, oid: string): void {
    user.guestIn = [...user.guestIn.filter((membership) => membership.tid !== tid), { tid, oid }];
  }

  /** Whether the object of that membership is still there. */
  isCurrent({ user, tenant, oid }: Membership): boolean {
    const current = this.findUser(user.oid);
    return current !== undefined && this.findMembershipIn(current, tenant)?.oid === oid;
  }

  /** Groups and guests are as at the start and everybody is enabled; users that were added stay. */
  reset(): void {
    this.#groups = seedGroups();
    const seeded = new Map(seedUsers().map(({ oid, guestIn }) => [oid, guestIn]));
    for (const user of this.users) {
      user.isEnabled = true;
      user.guestIn = seeded.get(user.oid) ?? user.guestIn;
    }
  }

  #homeOf(user: SandboxUser): Membership | undefined {
    const tenant = this.findTenant(user.tid);
    return tenant === undefined ? undefined : { user, tenant, oid: user.oid };
  }
}
