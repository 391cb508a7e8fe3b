import type { SandboxGroup, SandboxTenant, SandboxUser } from '../model.js';
import { personalTenantId, seedGroups, seedTenants, seedUsers } from './seed.js';

/** The accounts that an authority admits, by its first path segment. */
export type Audience =
  | { readonly kind: 'common' | 'organizations' | 'consumers' }
  | { readonly kind: 'tenant'; readonly tenant: SandboxTenant };

/** A user's identity in the tenant that issues the token. */
export interface Membership {
  readonly user: SandboxUser;
  readonly tenant: SandboxTenant;
  /** Object id in that tenant; for a guest not the one of the home tenant. */
  readonly oid: string;
}

/** Compares ids, names and domains case-insensitively. */
export function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The tenants, users and groups. Graph reads them, and the control API changes them. */
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

  /** A user name may belong to both a work account and a personal account. */
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

  /** Undefined when this account may not sign in there: it is of the wrong kind, or unknown to the tenant. */
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

  /** The object ids of a member's groups, found by the member's object id in that tenant. */
  groupsOf({ oid }: Membership): string[] {
    return this.#groups.filter(({ members }) => members.includes(oid)).map(({ id }) => id);
  }

  addUser(user: SandboxUser): void {
    if (this.findUser(user.oid) !== undefined) {
      throw new RangeError(`There is a user ${user.oid} already.`);
    }
    this.#users = [...this.#users, user];
  }

  /** Adds a group, or replaces the one with the same id. */
  setGroup(group: SandboxGroup): void {
    this.#groups = [...this.#groups.filter(({ id }) => id !== group.id), group];
  }

  /** Removes a guest and invites them again. Their account is unchanged, but the tenant has a new object for it. */
  inviteAgain(user: SandboxUser, { tid }: SandboxTenant, oid: string): void {
    user.guestIn = [...user.guestIn.filter((membership) => membership.tid !== tid), { tid, oid }];
  }

  /** Whether the object of that membership still exists. */
  isCurrent({ user, tenant, oid }: Membership): boolean {
    const current = this.findUser(user.oid);
    return current !== undefined && this.findMembershipIn(current, tenant)?.oid === oid;
  }

  /** Restores groups and guests, and enables all users. Added users are not removed. */
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
