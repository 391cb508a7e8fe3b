import { z } from 'zod';

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const idTokenHeaderSchema = z.object({
  alg: z.literal('RS256'),
  kid: z.string().min(1).max(256),
  typ: z.literal('JWT').optional(),
  crit: z.undefined().optional(),
});

/** Loose: the operator may name other claims for the page. */
export const idTokenClaimsSchema = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  azp: z.string().optional(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number(),
  nonce: z.string(),
  tid: z.string().regex(guid),
  oid: z.string().regex(guid),
  sub: z.string().min(1),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  sid: z.string().optional(),
  login_hint: z.string().optional(),
  /** Seconds since the epoch; an optional claim of the app registration. */
  auth_time: z.number().optional(),
});

export type IdTokenClaims = z.output<typeof idTokenClaimsSchema>;

export interface IdTokenExpectations {
  /** Of the metadata, maybe with `{tenantid}`. */
  readonly issuer: string;
  /** Of the key that signed, maybe with `{tenantid}`. */
  readonly keyIssuer: string | undefined;
  readonly clientId: string;
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly transactionCreatedAt: number;
}

const skewSeconds = 120;
/** Entra dates its tokens up to five minutes back. */
const backdatedSeconds = 600;

type Check = (claims: IdTokenClaims, expected: IdTokenExpectations) => boolean;

/** OpenID Connect Core §3.1.3.7 and Entra's rules for its own issuers, each by its name. */
const checks: Readonly<Record<string, Check>> = {
  issuer: ({ iss, tid }, { issuer }) => iss === filled(issuer, tid) && iss.includes(`/${tid}/`),
  'issuer of the key': ({ iss, tid }, { keyIssuer }) => keyIssuer === undefined || iss === filled(keyIssuer, tid),
  audience: ({ aud }, { clientId }) => aud === clientId,
  'authorized party': ({ azp }, { clientId }) => azp === undefined || azp === clientId,
  expiry: ({ exp }, { now }) => exp + skewSeconds > now / 1000,
  'not before': ({ nbf }, { now }) => nbf === undefined || nbf - skewSeconds <= now / 1000,
  'issued at': ({ iat }, { now, transactionCreatedAt }) =>
    iat - skewSeconds <= now / 1000 && iat + skewSeconds + backdatedSeconds >= transactionCreatedAt / 1000,
  nonce: ({ nonce }, expected) => nonce === expected.nonce,
};

/** The name of the first check that fails. */
export function failedCheckOf(claims: IdTokenClaims, expected: IdTokenExpectations): string | undefined {
  return Object.entries(checks).find(([, check]) => !check(claims, expected))?.[0];
}

/** At the common endpoints everybody signs in at home; only the endpoint of one tenant permits guests. */
const homeOnly = new Set(['common', 'organizations', 'consumers']);

/**
 * Whether MSAL's account (from client_info) is the user of the ID token: for a user in their home tenant both name the same
 * object; a guest's home is elsewhere. `authority` is the tenant, or the kind of tenants, that the user was sent to.
 */
export function isAccountOf(userId: string, { oid, tid }: IdTokenClaims, authority: string): boolean {
  const [uid = '', utid = '', ...rest] = userId.split('.');
  if (rest.length > 0 || !guid.test(uid) || !guid.test(utid)) {
    return false;
  }
  return utid === tid ? uid === oid : !homeOnly.has(authority);
}

function filled(template: string, tid: string): string {
  return template.replace('{tenantid}', tid);
}
