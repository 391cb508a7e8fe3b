import { createHash, randomBytes } from 'node:crypto';
import { type AppRegistration, groupClaims, type Membership, rolesOfUser } from '../directory/index.js';
import type { Authentication } from './codes.js';
import { pairwiseSubject } from './subject.js';

/** Entra backdates a token by five minutes, for clients whose clock is behind. */
const backdatedSeconds = 300;

export interface IdTokenSubject {
  readonly registration: AppRegistration;
  readonly member: Membership;
  readonly authentication: Authentication;
  readonly nonce: string | undefined;
  /** Granted scopes; `profile` and `email` add claims. */
  readonly scopes: ReadonlySet<string>;
  /** The names requested in `claims.id_token`. */
  readonly requestedClaims: ReadonlySet<string>;
  /** Object ids of the groups that the user is a member of. */
  readonly groups: readonly string[];
  readonly travelsIn: 'url' | 'token';
}

export interface TokenTimes {
  readonly nowSeconds: number;
  readonly lifetimeSeconds: number;
}

/** An opaque value that clients should send as `login_hint` and `logout_hint`. */
export function loginHintOf(member: Membership): string {
  return `O.${Buffer.from(member.user.oid).toString('base64url')}`;
}

export function oidOfLoginHint(hint: string): string | undefined {
  return hint.startsWith('O.') ? Buffer.from(hint.slice(2), 'base64url').toString('utf8') : undefined;
}

export function idTokenClaims(
  subject: IdTokenSubject,
  issuer: string,
  { nowSeconds, lifetimeSeconds }: TokenTimes,
): Record<string, unknown> {
  const { member, registration, authentication, groups } = subject;
  const roles = rolesOfUser(registration, member.user, groups);
  const wants = (claim: 'login_hint' | 'sid' | 'email'): boolean =>
    registration.optionalClaims.includes(claim) || subject.requestedClaims.has(claim);
  return {
    ver: '2.0',
    iss: issuer,
    sub: pairwiseSubject(registration.clientId, member),
    aud: registration.clientId,
    exp: nowSeconds + lifetimeSeconds,
    iat: nowSeconds - backdatedSeconds,
    nbf: nowSeconds - backdatedSeconds,
    ...(subject.scopes.has('profile')
      ? { name: member.user.displayName, preferred_username: member.user.username, oid: member.oid }
      : {}),
    ...(subject.scopes.has('email') || wants('email') ? { email: member.user.mail ?? undefined } : {}),
    ...(wants('login_hint') ? { login_hint: loginHintOf(member) } : {}),
    ...(wants('sid') ? { sid: authentication.sid } : {}),
    ...(roles.length > 0 ? { roles } : {}),
    ...groupClaims(registration, member, groups, subject.travelsIn),
    ...(subject.nonce === undefined ? {} : { nonce: subject.nonce }),
    tid: member.tenant.tid,
    uti: randomBytes(16).toString('base64url'),
    rh: `1.${createHash('sha256').update(member.oid).digest('base64url')}.`,
    aio: randomBytes(48).toString('base64url'),
  };
}
