import { SignJWT } from 'jose';
import type { Membership } from '../directory/index.js';
import { formPostPage } from '../pages/index.js';
import { type Authentication, clientInfo, idTokenClaims } from '../tokens/index.js';
import { type Answer, redirectAnswer } from '../answer.js';
import type { ReturnAddress } from './authorize-request.js';
import type { BrowserSession, SignedInAccount } from './browser-sessions.js';
import { describe, EntraError, errorUriOf, newTrace } from './entra-error.js';
import type { PendingSignIn } from './pending-sign-in.js';
import { issuerOf, type EntraContext } from './entra-context.js';

type Fields = Readonly<Record<string, string | undefined>>;

function present(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Returns the browser to the app, in the response mode that the app requested. */
export function returnTo(address: ReturnAddress, fields: Fields): Answer {
  const all = present({ ...fields, state: address.state });
  switch (address.responseMode) {
    case 'form_post':
      return formPostPage(address.redirectUri, all);
    case 'fragment':
      return redirectAnswer(`${address.redirectUri}#${new URLSearchParams(all).toString()}`);
    case 'query': {
      const separator = address.redirectUri.includes('?') ? '&' : '?';
      return redirectAnswer(`${address.redirectUri}${separator}${new URLSearchParams(all).toString()}`);
    }
  }
}

/** Admin consent returns `admin_consent=True` even when it failed. */
export function returnError(
  entra: EntraContext,
  address: ReturnAddress,
  error: EntraError,
  purpose: PendingSignIn['purpose'] = 'sign_in',
): Answer {
  return returnTo(address, {
    admin_consent: purpose === 'admin_consent' ? 'True' : undefined,
    error: error.error,
    error_subcode: error.details.subcode,
    error_description: describe(error, newTrace(entra.clock.now())),
    error_uri: errorUriOf(error, entra.authorityOrigin()),
    claims: error.details.claims,
  });
}

export function declined(purpose: PendingSignIn['purpose']): EntraError {
  return purpose === 'admin_consent'
    ? new EntraError('access_denied', 65004, 'The resource owner or authorization server denied the request.')
    : new EntraError('access_denied', 65004, 'User declined to consent to access the app.', { subcode: 'cancel' });
}

export function returnAdminConsent({ request }: PendingSignIn, member: Membership): Answer {
  return returnTo(request.returnAddress, {
    admin_consent: 'True',
    tenant: member.tenant.tid,
    scope: [
      ...request.scopes.permissions.map((name) => (name.includes('/') ? name : `https://graph.microsoft.com/${name}`)),
      ...request.scopes.openId,
    ].join(' '),
  });
}

export function authenticationOf(account: SignedInAccount): Authentication {
  return {
    at: account.authenticatedAt,
    methods: account.hasMfa ? ['pwd', 'mfa'] : ['pwd'],
    sid: account.sid,
  };
}

/** Success: returns the code once the user has completed every step. */
export async function returnCode(
  entra: EntraContext,
  session: BrowserSession,
  pending: PendingSignIn,
  found: { readonly member: Membership; readonly account: SignedInAccount },
): Promise<Answer> {
  const { request } = pending;
  const { account } = found;
  account.clients.add(request.registration.clientId);
  const member = replacedMember(entra, pending) ?? found.member;
  const authentication = authenticationOf(account);
  const code = entra.codes.issue({
    clientId: request.registration.clientId,
    member,
    authentication,
    tenantSegment: request.tenantSegment,
    redirectUri: request.returnAddress.redirectUri,
    platform: request.platform,
    scope: request.scope,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    codeChallengeMethod: request.codeChallengeMethod,
    claims: request.claimsText,
    expiresAt: entra.clock.now() + entra.policies.lifetimesOf(request.registration).codeSeconds * 1000,
  });
  return returnTo(request.returnAddress, {
    code: request.wantsCode ? code : undefined,
    id_token: request.wantsIdToken ? await frontChannelIdToken(entra, pending, member, authentication) : undefined,
    client_info: request.wantsClientInfo ? clientInfo(member) : undefined,
    session_state: session.state,
  });
}

/** The control API can choose another user for the code than the one who signed in. Consent is granted for them too. */
function replacedMember(entra: EntraContext, { request }: PendingSignIn): Membership | undefined {
  const user = entra.policies.takeNextAccount();
  const member = user === undefined ? undefined : entra.directory.findMembership(user, request.audience);
  if (member !== undefined) {
    const scopes = [...request.scopes.permissions, ...request.scopes.openId];
    entra.consents.grantByUser(request.registration.clientId, member, scopes);
  }
  return member;
}

async function frontChannelIdToken(
  entra: EntraContext,
  { request }: PendingSignIn,
  member: Membership,
  authentication: Authentication,
): Promise<string> {
  const ring = member.user.accountType === 'personal' ? 'personal' : 'work';
  const key = entra.keys.ring(ring).active;
  const claims = idTokenClaims(
    {
      registration: request.registration,
      member,
      authentication,
      nonce: request.nonce,
      scopes: new Set(request.scopes.openId),
      requestedClaims: request.claims.idTokenClaims,
      groups: entra.directory.groupsOf(member),
      travelsIn: request.returnAddress.responseMode === 'form_post' ? 'token' : 'url',
    },
    issuerOf(entra, member.tenant.tid),
    {
      nowSeconds: entra.clock.seconds(),
      lifetimeSeconds: entra.policies.lifetimesOf(request.registration).idTokenSeconds,
    },
  );
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid }).sign(key.privateKey);
}
