import { randomUUID } from 'node:crypto';
import { faultOf, type Gate, type ListedFault, type RecordedAnswer, type RequestFilter } from './control/index.js';
import {
  type AppRegistration,
  blankRegistration,
  type Lifetimes,
  type Membership,
  person,
  type RegistrationInput,
  type UserConsentPolicy,
} from './directory/index.js';
import type { EntraContext } from './entra/index.js';
import type { GraphControl } from './graph/index.js';
import type { Fault, RecordedRequest, RevocationCure, SandboxGroup, SandboxTenant, SandboxUser } from './model.js';
import type { RingName } from './tokens/index.js';

/** A user to add. The default password is that of all others. */
export interface NewUser {
  /** `erin@contoso.example`. */
  readonly username: string;
  readonly displayName?: string;
  /** Tenant id or domain, for a user name whose domain belongs to no tenant. */
  readonly tenant?: string;
  readonly password?: string;
  readonly jobTitle?: string;
  readonly isAdmin?: boolean;
  /** Object id; absent: a new one. */
  readonly oid?: string;
}

/** Controls the local Entra and Graph in tests. Users are named by user name or object id, tenants by id or domain. */
export class SandboxControl {
  constructor(
    private readonly entra: EntraContext,
    readonly graph: GraphControl,
  ) {}

  /** The first app registration: the default where none is named. */
  get registration(): AppRegistration {
    return this.entra.registrations.first;
  }

  get registrations(): readonly AppRegistration[] {
    return this.entra.registrations.all;
  }

  /** Changes what an operator would change in the portal: secrets, redirect URIs, the display name. */
  configureApp(changes: Partial<Omit<AppRegistration, 'clientId'>>, clientId = this.registration.clientId): void {
    this.entra.registrations.change(clientId, changes);
  }

  /** Registers an app. Omitted members are as in a new registration in the portal. */
  registerApp(input: RegistrationInput): AppRegistration {
    const registration = { ...blankRegistration, ...input };
    this.entra.registrations.add(registration);
    return registration;
  }

  get users(): readonly SandboxUser[] {
    return this.entra.directory.users;
  }

  /** Adds a user with a mailbox to the tenant that owns the domain of the user name. A reset does not remove them. */
  addUser({ username, displayName, tenant, ...more }: NewUser): SandboxUser {
    const name = displayName ?? username.slice(0, username.indexOf('@'));
    const [givenName = name, ...rest] = name.split(' ');
    const { tid } = this.#requireTenant(tenant ?? username.slice(username.indexOf('@') + 1));
    const user = person({
      oid: randomUUID(),
      tid,
      username,
      givenName,
      surname: rest.join(' '),
      ...more,
      displayName: name,
    });
    this.entra.directory.addUser(user);
    return user;
  }

  get groups(): readonly SandboxGroup[] {
    return this.entra.directory.groups;
  }

  /** Adds a security group, or replaces the one of this id. */
  setGroup(group: SandboxGroup): void {
    this.entra.directory.setGroup(group);
  }

  get tenants(): readonly SandboxTenant[] {
    return this.entra.directory.tenants;
  }

  /** Returns the id for `removeFault`. */
  addFault(fault: Fault): number {
    return this.entra.faults.add(fault);
  }

  /** Scripts a recorded response. Returns the id for `removeFault`. */
  answerWith(recorded: RecordedAnswer): number {
    return this.addFault(faultOf(recorded));
  }

  removeFault(id: number): boolean {
    return this.entra.faults.remove(id);
  }

  faults(): readonly ListedFault[] {
    return this.entra.faults.list();
  }

  clearFaults(): void {
    this.entra.faults.reset();
  }

  gate(name: string): Gate {
    return this.entra.faults.gates.gate(name);
  }

  gates(): readonly { readonly name: string; readonly waiting: number }[] {
    return this.entra.faults.gates.list();
  }

  now(): number {
    return this.entra.clock.now();
  }

  /** Moves the sandbox's clock, forwards or backwards. */
  advance(milliseconds: number): void {
    this.entra.clock.advance(milliseconds);
  }

  /** Refresh fails with AADSTS50173 until the user signs in again. */
  revokeRefreshTokens(user: string): void {
    this.entra.refreshTokens.revokeAllOf(this.requireUser(user));
  }

  /** Continuous access evaluation: Graph challenges tokens of clients that declared cp1. */
  revokeAccessTokens(user: string, cure: RevocationCure = 'reauthenticate'): void {
    this.entra.accessTokens.revokeAllOf(this.requireUser(user), cure);
  }

  setUserEnabled(user: string, isEnabled: boolean): void {
    this.requireUser(user).isEnabled = isEnabled;
  }

  /** Removes a guest of a tenant and invites them again. Returns the object id that they have there now. */
  inviteAgain(user: string, tenant: string): string {
    const { user: guest, tenant: host } = this.#membership(user, tenant);
    const oid = randomUUID();
    this.entra.directory.inviteAgain(guest, host, oid);
    return oid;
  }

  /** Conditional access: multi-factor authentication for a user, for a scope, for both, or for all. */
  requireMfa(rule: { readonly user?: string; readonly scope?: string } = {}): void {
    this.entra.policies.addMfaRule({
      ...(rule.user === undefined ? {} : { oid: this.requireUser(rule.user).oid }),
      ...(rule.scope === undefined ? {} : { scope: rule.scope }),
    });
  }

  clearMfa(): void {
    this.entra.policies.clearMfaRules();
  }

  /** The next code is issued for this user, whoever signed in. */
  answerNextAs(user: string): void {
    this.entra.policies.answerNextAs(this.requireUser(user));
  }

  setUsersMayConsent(tenant: string, may: boolean): void {
    this.setUserConsent(tenant, may ? 'all' : 'none');
  }

  setUserConsent(tenant: string, policy: UserConsentPolicy): void {
    this.entra.policies.setUserConsent(this.#requireTenant(tenant).tid, policy);
  }

  setLifetimes(lifetimes: Partial<Lifetimes>): void {
    this.entra.policies.lifetimes = { ...this.entra.policies.lifetimes, ...lifetimes };
  }

  /** If on, a refresh token works once, and reuse revokes all tokens of its sign-in. */
  setRefreshTokenRotation(rotates: boolean): void {
    this.entra.policies.rotatesRefreshTokens = rotates;
  }

  /** A new key signs from now on; `surprise`: the old one is no longer published. */
  async rotateKeys(ring: RingName = 'work', kind: 'overlap' | 'surprise' = 'overlap'): Promise<void> {
    await this.entra.keys.ring(ring).rotate(kind === 'overlap');
  }

  grantConsent(user: string, scopes: readonly string[], tenant?: string, clientId = this.registration.clientId): void {
    this.entra.consents.grantByUser(clientId, this.#membership(user, tenant), scopes);
  }

  /** Without `scopes`: all. */
  withdrawConsent(
    user: string,
    scopes?: readonly string[],
    tenant?: string,
    clientId = this.registration.clientId,
  ): void {
    this.entra.consents.withdrawFromUser(clientId, this.#membership(user, tenant), scopes);
  }

  grantAdminConsent(tenant: string, scopes: readonly string[], clientId = this.registration.clientId): void {
    this.entra.consents.grantByAdmin(clientId, this.#requireTenant(tenant), scopes);
  }

  withdrawAdminConsent(tenant: string, scopes?: readonly string[], clientId = this.registration.clientId): void {
    this.entra.consents.withdrawFromTenant(clientId, this.#requireTenant(tenant), scopes);
  }

  consents(user: string, tenant?: string, clientId = this.registration.clientId): readonly string[] {
    return [...this.entra.consents.grantedTo(clientId, this.#membership(user, tenant))];
  }

  requests(filter: RequestFilter = {}): readonly RecordedRequest[] {
    return this.entra.requests.list(filter);
  }

  /** By point, and `token:<grant type>`. */
  counters(): Readonly<Record<string, number>> {
    return this.entra.requests.counters();
  }

  clearRequests(): void {
    this.entra.requests.reset();
  }

  /** Restores the initial state except for keys and registrations: it removes sign-ins, consents and scripted faults. */
  reset(): void {
    const { entra } = this;
    entra.faults.reset();
    entra.requests.reset();
    entra.clock.reset();
    entra.consents.reset();
    entra.policies.reset();
    entra.codes.reset();
    entra.deviceCodes.reset();
    entra.refreshTokens.reset();
    entra.accessTokens.reset();
    entra.sessions.reset();
    entra.directory.reset();
    this.graph.reset();
  }

  requireUser(nameOrId: string): SandboxUser {
    const { directory } = this.entra;
    const user = directory.findUser(nameOrId) ?? directory.findUsersByName(nameOrId)[0];
    if (user === undefined) {
      throw new RangeError(`There is no user ${nameOrId}.`);
    }
    return user;
  }

  #requireTenant(idOrDomain: string): SandboxTenant {
    const tenant = this.entra.directory.findTenant(idOrDomain);
    if (tenant === undefined) {
      throw new RangeError(`There is no tenant ${idOrDomain}.`);
    }
    return tenant;
  }

  #membership(nameOrId: string, tenant: string | undefined): Membership {
    const user = this.requireUser(nameOrId);
    const member = this.entra.directory.findMembershipIn(user, this.#requireTenant(tenant ?? user.tid));
    if (member === undefined) {
      throw new RangeError(`${nameOrId} does not belong to ${String(tenant)}.`);
    }
    return member;
  }
}
