import type { Membership, Permission } from '../directory/index.js';
import type { SandboxUser } from '../model.js';
import { oidOfLoginHint } from '../tokens/index.js';
import type { BrowserSession, SignedInAccount } from './browser-sessions.js';
import { accountDisabled, EntraError, mfaRequired, notConsented } from './entra-error.js';
import type { PendingSignIn } from './pending-sign-in.js';
import { accountTypeAt, scopeRefusal } from './scope-refusals.js';
import { type EntraContext, grantedTo } from './entra-context.js';

export type Step =
  | { readonly kind: 'pick'; readonly accounts: readonly SignedInAccount[] }
  | { readonly kind: 'username'; readonly hint: string | undefined }
  /** The user name belongs to both a work account and a personal account. */
  | { readonly kind: 'disambiguate'; readonly users: readonly SandboxUser[] }
  | { readonly kind: 'password'; readonly user: SandboxUser }
  | { readonly kind: 'mfa'; readonly user: SandboxUser }
  /** The user may have been tricked into typing the code of an attacker's device. */
  | { readonly kind: 'confirm'; readonly user: SandboxUser }
  | { readonly kind: 'consent'; readonly member: Membership; readonly permissions: readonly Permission[] }
  | { readonly kind: 'tenant_consent'; readonly member: Membership; readonly permissions: readonly Permission[] }
  | { readonly kind: 'admin_approval'; readonly member: Membership; readonly permissions: readonly Permission[] }
  | { readonly kind: 'refuse'; readonly error: EntraError; readonly isPage: boolean }
  | { readonly kind: 'issue'; readonly member: Membership; readonly account: SignedInAccount };

/** What the user has to do next. The function has no side effects. */
export function nextStep(entra: EntraContext, session: BrowserSession, pending: PendingSignIn): Step {
  const chosen = chooseUser(entra, session, pending);
  if (chosen.kind !== 'user') {
    return chosen;
  }
  const { user } = chosen;
  const member = entra.directory.findMembership(user, pending.request.audience);
  if (member === undefined) {
    return refuseOnPage(unknownInTenant('invalid_request', user, pending.request));
  }
  if (!user.isEnabled) {
    return refuseOnPage(accountDisabled());
  }
  const account = session.accounts.get(user.oid);
  if (account === undefined || needsPassword(entra, account, pending)) {
    return isSilent(pending) ? silently('login_required', 50058, NOBODY) : { kind: 'password', user };
  }
  if (needsMfa(entra, account, pending)) {
    return isSilent(pending) ? refuseByRedirect(mfaRequired()) : { kind: 'mfa', user };
  }
  const refusal = refusalOfScopes(entra, user, pending);
  if (refusal !== undefined) {
    return refuseByRedirect(refusal);
  }
  if (pending.purpose === 'device_code' && !pending.hasConfirmed) {
    return { kind: 'confirm', user };
  }
  const consent =
    pending.purpose === 'admin_consent'
      ? tenantConsentStep(entra, member, pending)
      : consentStep(entra, member, pending);
  return consent ?? { kind: 'issue', member, account };
}

const NOBODY = 'A silent sign-in request was sent but no user is signed in.';
const SEVERAL =
  'Either multiple user identities are available for the current request or selected account is not supported for the scenario.';

type Choice =
  Extract<Step, { kind: 'pick' | 'username' | 'disambiguate' | 'refuse' }> | { kind: 'user'; user: SandboxUser };

function isSilent(pending: PendingSignIn): boolean {
  return pending.request.prompt.has('none');
}
function refuseOnPage(error: EntraError): Step {
  return { kind: 'refuse', error, isPage: true };
}
function refuseByRedirect(error: EntraError): Step {
  return { kind: 'refuse', error, isPage: false };
}
function silently(error: string, code: number | undefined, text: string): Extract<Step, { kind: 'refuse' }> {
  return {
    kind: 'refuse',
    error: new EntraError(error, code, text),
    isPage: false,
  };
}

function chooseUser(entra: EntraContext, session: BrowserSession, pending: PendingSignIn): Choice {
  if (pending.user !== undefined) {
    return { kind: 'user', user: pending.user };
  }
  const { loginHint, prompt } = pending.request;
  if (pending.ambiguousName !== undefined) {
    return hintedUnknownUser(entra, pending.ambiguousName, pending);
  }
  if (pending.isEnteringUsername) {
    return { kind: 'username', hint: undefined };
  }
  const accounts = [...session.accounts.values()].filter((account) => isEligible(entra, account.user, pending));
  const hinted = loginHint === undefined ? accounts : accounts.filter(({ user }) => isHinted(user, loginHint));
  if (isSilent(pending)) {
    return silentChoice(hinted);
  }
  if (prompt.has('select_account')) {
    return accounts.length === 0 ? { kind: 'username', hint: loginHint } : { kind: 'pick', accounts };
  }
  const [only, ...others] = hinted;
  if (only !== undefined && others.length === 0) {
    return { kind: 'user', user: only.user };
  }
  if (loginHint !== undefined && hinted.length === 0) {
    return hintedUnknownUser(entra, loginHint, pending);
  }
  return hinted.length === 0 ? { kind: 'username', hint: undefined } : { kind: 'pick', accounts: hinted };
}

function silentChoice(accounts: readonly SignedInAccount[]): Choice {
  const [only, ...others] = accounts;
  if (only === undefined) {
    return silently('login_required', 50058, NOBODY);
  }
  if (others.length > 0) {
    return silently('interaction_required', 16000, SEVERAL);
  }
  return { kind: 'user', user: only.user };
}

/** A hint that names a user who is not signed in leads to the password page. */
function hintedUnknownUser(entra: EntraContext, hint: string, pending: PendingSignIn): Choice {
  const users = entra.directory.users.filter((user) => isHinted(user, hint) && isEligible(entra, user, pending));
  const [only, ...others] = users;
  if (only === undefined) {
    return { kind: 'username', hint };
  }
  return others.length === 0 ? { kind: 'user', user: only } : { kind: 'disambiguate', users };
}

function isHinted(user: SandboxUser, hint: string): boolean {
  return oidOfLoginHint(hint) === user.oid || user.username.toLowerCase() === hint.toLowerCase();
}

export function isEligible(entra: EntraContext, user: SandboxUser, pending: PendingSignIn): boolean {
  const { audience, domainHint } = pending.request;
  if (entra.directory.findMembership(user, audience) === undefined) {
    return false;
  }
  if (domainHint === 'consumers') {
    return user.accountType === 'personal';
  }
  if (domainHint === 'organizations') {
    return user.accountType === 'work';
  }
  const hintedTenant = domainHint === undefined ? undefined : entra.directory.findTenant(domainHint);
  return hintedTenant === undefined || hintedTenant.tid === user.tid;
}

function needsPassword(entra: EntraContext, account: SignedInAccount, pending: PendingSignIn): boolean {
  const { prompt, claims } = pending.request;
  const given = account.authenticatedAt;
  return (
    (prompt.has('login') && given < pending.startedAt) ||
    (claims.notBeforeSeconds !== undefined && Math.floor(given / 1000) < claims.notBeforeSeconds) ||
    entra.accessTokens.needsReauthentication(account.user, { at: given, methods: [], sid: account.sid })
  );
}

function needsMfa(entra: EntraContext, account: SignedInAccount, pending: PendingSignIn): boolean {
  const isRequired =
    pending.request.claims.requiresMfa || entra.policies.requiresMfa(account.user, pending.request.scopes.permissions);
  return isRequired && !account.hasMfa;
}

function refusalOfScopes(entra: EntraContext, user: SandboxUser, { request }: PendingSignIn): EntraError | undefined {
  const { audience, registration, scope: parameter, scopeReading } = request;
  const accountType = accountTypeAt(audience, user) ?? user.accountType;
  const { permissions } = entra;
  return scopeRefusal(scopeReading, { permissions, registration, accountType, at: 'authorize', parameter });
}

function consentStep(entra: EntraContext, member: Membership, pending: PendingSignIn): Step | undefined {
  const { registration, prompt } = pending.request;
  const granted = grantedTo(entra, registration, member);
  const requested = requestedPermissions(entra, pending);
  const missing = requested.filter((permission) => !granted.has(permission.name));
  const isAsked = prompt.has('consent') && !pending.hasConsented;
  if (missing.length === 0 && !isAsked) {
    return undefined;
  }
  const needsAdmin = missing.some((permission) => permission.isAdminOnly);
  if (isSilent(pending)) {
    const refusal = notConsented(registration.clientId, registration.displayName);
    return silently('consent_required', refusal.code, refusal.message);
  }
  const permissions = isAsked ? requested : missing;
  const isRestricted = needsAdmin || !mayConsent(entra, member, missing);
  return isRestricted && missing.length > 0 && !isAdminOf(member)
    ? { kind: 'admin_approval', member, permissions }
    : { kind: 'consent', member, permissions };
}

/** Users decide for their personal account. The policy is for organizations. */
function mayConsent({ policies }: EntraContext, { user, tenant }: Membership, missing: readonly Permission[]): boolean {
  return (
    user.accountType === 'personal' ||
    policies.mayUsersConsent(
      tenant.tid,
      missing.map(({ name }) => name),
    )
  );
}

function requestedPermissions(entra: EntraContext, { request }: PendingSignIn): Permission[] {
  const names = [...request.scopes.permissions, ...request.scopes.openId];
  return names.flatMap((name) => entra.permissions.find(name) ?? []);
}

function tenantConsentStep(entra: EntraContext, member: Membership, pending: PendingSignIn): Step | undefined {
  const permissions = requestedPermissions(entra, pending);
  if (!isAdminOf(member)) {
    return { kind: 'admin_approval', member, permissions };
  }
  return pending.hasConsented ? undefined : { kind: 'tenant_consent', member, permissions };
}

export function isAdminOf(member: Membership): boolean {
  return member.user.isAdmin && member.user.tid === member.tenant.tid && member.user.accountType === 'work';
}

/** The account is of another tenant, and no guest in this one. */
export function unknownInTenant(
  error: 'invalid_request' | 'invalid_grant',
  user: SandboxUser,
  { audience, registration }: Pick<PendingSignIn['request'], 'audience' | 'registration'>,
): EntraError {
  const tenant = audience.kind === 'tenant' ? audience.tenant.displayName : 'Microsoft Services';
  const provider = user.accountType === 'personal' ? 'live.com' : `https://sts.windows.net/${user.tid}/`;
  return new EntraError(
    error,
    50020,
    `User account '${user.username}' from identity provider '${provider}' does not exist in tenant '${tenant}' and cannot access the application '${registration.clientId}'(${registration.displayName}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
  );
}
