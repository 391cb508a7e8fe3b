import type { AppRegistration, Membership, Platform, RequestedScopes } from '../directory/index.js';
import { type Authentication, matchesChallenge, type RefreshGrant } from '../tokens/index.js';
import { type ClaimsRequest, readClaims } from './claims-request.js';
import {
  disabledAccount,
  expiredCode,
  inactiveGrant,
  isPersonal,
  revokedGrant,
  unknownRefreshToken,
} from './dead-grants.js';
import {
  EntraError,
  invalidGrant,
  mfaClaims,
  mfaRequired,
  missingParameter,
  notConsented,
  notGrantedToPersonalAccount,
  accountDeleted,
} from './entra-error.js';
import type { Parameters } from './parameters.js';
import { requireOneResource, requireScopes } from './scope-refusals.js';
import { type EntraContext, grantedTo } from './entra-context.js';

/** What a grant entitles the client to. */
export interface Entitlement {
  readonly registration: AppRegistration;
  readonly member: Membership;
  readonly authentication: Authentication;
  readonly scopes: RequestedScopes;
  /** Application id of the one resource that the access token is for. */
  readonly resource: string;
  /** All scopes that the user has granted to the app, not only the requested ones. */
  readonly granted: ReadonlySet<string>;
  readonly nonce: string | undefined;
  readonly claims: ClaimsRequest;
  readonly platform: Platform;
  /** The refresh token that was used. */
  readonly earlier: RefreshGrant | undefined;
}

/** A tenant's id and its domain name the same tenant; `common` and `organizations` are different authorities. */
function isSameTenant({ directory }: EntraContext, ...segments: readonly [string, string]): boolean {
  const [one, other] = segments.map((segment) => {
    const audience = directory.findAudience(segment);
    return audience?.kind === 'tenant' ? audience.tenant.tid : audience?.kind;
  });
  return one !== undefined && one === other;
}

export function redeemCode(
  entra: EntraContext,
  registration: AppRegistration,
  tenantSegment: string,
  form: Parameters,
): Entitlement {
  const { code: value } = form;
  if (value === undefined) {
    throw missingParameter('code');
  }
  const found = entra.codes.find(value);
  switch (found.kind) {
    case 'unknown':
      throw invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.');
    case 'redeemed':
      throw invalidGrant(
        54005,
        'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      );
    case 'expired':
      throw expiredCode(found.code.member);
    case 'found':
  }
  const { code } = found;
  if (code.clientId !== registration.clientId) {
    throw invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.');
  }
  if (!isSameTenant(entra, code.tenantSegment, tenantSegment)) {
    throw invalidGrant(
      700005,
      'Provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must be redeemed against same tenant it was acquired for (/common or /{tenant-ID} as appropriate).',
    );
  }
  entra.codes.spend(value);
  if (form['redirect_uri'] !== code.redirectUri) {
    throw invalidGrant(
      500112,
      `The reply address '${form['redirect_uri'] ?? ''}' does not match the reply address '${code.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  if (!matchesChallenge(code, form['code_verifier'])) {
    throw invalidGrant(
      501481,
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    );
  }
  return entitle(entra, registration, form, {
    member: code.member,
    authentication: code.authentication,
    scope: form['scope'] ?? code.scope,
    nonce: code.nonce,
    claims: readClaims(form['claims'] ?? code.claims),
    platform: code.platform,
    earlier: undefined,
  });
}

export function redeemRefreshToken(entra: EntraContext, registration: AppRegistration, form: Parameters): Entitlement {
  const { refresh_token: value } = form;
  if (value === undefined) {
    throw missingParameter('refresh_token');
  }
  const found = entra.refreshTokens.find(value);
  switch (found.kind) {
    case 'unknown':
      throw unknownRefreshToken(value);
    case 'revoked':
      throw revokedGrant(found.grant.member, found.grant.authentication.at, found.revokedAt);
    case 'expired':
      throw inactiveGrant(found.grant);
    case 'found':
  }
  const { grant } = found;
  if (grant.clientId !== registration.clientId) {
    throw invalidGrant(700003, 'The refresh token was issued to another client.', 'client_mismatch');
  }
  if (entra.policies.rotatesRefreshTokens && entra.refreshTokens.useOnce(value) === 'reused') {
    throw invalidGrant(
      50173,
      'The provided grant has been used before; all grants of its family are revoked.',
      'bad_token',
    );
  }
  return entitle(entra, registration, form, {
    member: grant.member,
    authentication: grant.authentication,
    scope: form['scope'],
    nonce: undefined,
    claims: readClaims(form['claims']),
    platform: grant.platform,
    earlier: grant,
  });
}

interface Presented {
  readonly member: Membership;
  readonly authentication: Authentication;
  readonly scope: string | undefined;
  readonly nonce: string | undefined;
  readonly claims: ClaimsRequest;
  readonly platform: Platform;
  readonly earlier: RefreshGrant | undefined;
  /** Absent: yes. */
  readonly needsOpenIdConsent?: boolean;
}

/** The checks that all grants for a user share, in Entra's order: account, sign-in strength, consent. */
export function entitle(
  entra: EntraContext,
  registration: AppRegistration,
  form: Parameters,
  presented: Presented,
): Entitlement {
  const { member, authentication, claims } = presented;
  const current = entra.directory.findUser(member.user.oid);
  if (current?.isEnabled !== true) {
    throw disabledAccount(member);
  }
  if (!entra.directory.isCurrent(member)) {
    throw accountDeleted(member.tenant.domain);
  }
  const granted = grantedTo(entra, registration, member);
  const scope = presented.scope ?? [...granted].filter((name) => !name.includes('/')).join(' ');
  const reading = entra.permissions.read(scope, registration);
  const scopes = requireScopes(reading, {
    permissions: entra.permissions,
    registration,
    accountType: isPersonal(member) ? 'personal' : 'work',
    at: 'token',
    parameter: scope,
  });
  const resource = requireOneResource(scopes, scope);
  if (entra.accessTokens.needsReauthentication(member.user, authentication)) {
    throw revokedGrant(member, authentication.at, entra.accessTokens.revokedAt(member.user));
  }
  const needsMfa = claims.requiresMfa || entra.policies.requiresMfa(member.user, scopes.permissions);
  if (needsMfa && !authentication.methods.includes('mfa')) {
    const refusal = mfaRequired();
    throw new EntraError(refusal.error, refusal.code, refusal.message, {
      suberror: 'basic_action',
      claims: form['claims'] !== undefined && claims.requiresMfa ? form['claims'] : mfaClaims,
    });
  }
  const needed = presented.needsOpenIdConsent === false ? [] : scopes.openId;
  const missing = [...scopes.permissions, ...needed].find((name) => !granted.has(name));
  if (missing !== undefined) {
    throw member.user.accountType === 'personal'
      ? notGrantedToPersonalAccount()
      : notConsented(registration.clientId, registration.displayName);
  }
  return {
    registration,
    member,
    authentication,
    scopes,
    resource,
    granted,
    nonce: presented.nonce,
    claims,
    platform: presented.platform,
    earlier: presented.earlier,
  };
}
