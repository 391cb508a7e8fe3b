import { z } from 'zod';

import { scopeName } from '../config/index.js';
import { identityIn, nameOneUser, type ExpectedOwner, type TokenIdentity } from './token-identity.js';

/** Whose partition. */
export interface PartitionOwner {
  /** Names the keys. */
  readonly userTag: string;
  /** MSAL's `homeAccountId`, which for a guest does not identify the user of the tokens. */
  readonly userId: string;
  /** The object of the tokens, where the session knows it: sessions of older versions do not. */
  readonly oid?: string | undefined;
  /** The tenant that they are from. */
  readonly tid?: string | undefined;
}

/** The encrypted MSAL cache of one user, opened. */
export interface TokenPartition {
  /** Random, new with every write. */
  readonly version: string;
  /** What MSAL's `serialize` wrote. */
  readonly cache: string;
}

export interface CachedAccount {
  readonly homeAccountId: string;
  readonly environment: string;
  readonly tenantId: string;
}

const owned = z.record(
  z.string(),
  z.object({ home_account_id: z.string(), secret: z.string().optional(), realm: z.string().optional() }),
);
const accessTokens = z.object({
  AccessToken: z.record(z.string(), z.object({ secret: z.string(), target: z.string(), expires_on: z.string() })),
});
const cacheSchema = z.object({
  Account: z.record(z.string(), z.object({ home_account_id: z.string(), environment: z.string(), realm: z.string() })),
  IdToken: owned.optional(),
  AccessToken: owned.optional(),
  RefreshToken: owned.optional(),
});

/**
 * The one account of a cache, when everything in it belongs to `owner` and no token names another user; undefined
 * otherwise. MSAL compares ids in lower case. `tenantId` is the tenant of the tokens: MSAL stores them under the tenant
 * of the ID token, which for a guest isn't the account's home, and finds them by the requested tenant.
 */
export function soleAccountOf(cache: string, owner: PartitionOwner): CachedAccount | undefined {
  const { data } = cacheSchema.safeParse(parseJson(cache));
  if (data === undefined) {
    return undefined;
  }
  const accounts = Object.values(data.Account);
  const idTokens = Object.values(data.IdToken ?? {});
  const tokens = Object.values(data.AccessToken ?? {});
  const refreshTokens = Object.values(data.RefreshToken ?? {});
  const entities = [...accounts, ...idTokens, ...tokens, ...refreshTokens];
  const belongs = entities.every((entity) => entity.home_account_id.toLowerCase() === owner.userId.toLowerCase());
  const [account] = accounts;
  const user = { oid: owner.oid?.toLowerCase(), tid: owner.tid?.toLowerCase() };
  const isTheirs = nameOneUser([user, ...[...idTokens, ...tokens].map(({ secret }) => identityIn(secret))]);
  if (account === undefined || accounts.length !== 1 || !belongs || !isTheirs) {
    return undefined;
  }
  const tenantId = idTokens[0]?.realm ?? account.realm;
  return { homeAccountId: account.home_account_id, environment: account.environment, tenantId };
}

/** The user of the ID token of a cache. */
export function identityOf(cache: string | undefined): TokenIdentity | undefined {
  const { data } = cacheSchema.safeParse(cache === undefined ? undefined : parseJson(cache));
  return identitiesOf(data?.IdToken)[0];
}

/** The user of a cache's tokens, to compare a response of the token endpoint with. */
export function expectedOwnerIn(cache: string, userId: string): ExpectedOwner {
  const { data } = cacheSchema.safeParse(parseJson(cache));
  const [idToken] = identitiesOf(data?.IdToken);
  return { userId, idToken, accessTokens: identitiesOf(data?.AccessToken) };
}

function identitiesOf(part: z.output<typeof owned> = {}): TokenIdentity[] {
  return Object.values(part)
    .map(({ secret }) => identityIn(secret))
    .filter((identity) => identity !== undefined);
}

export interface CachedAccessToken {
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly expiresOn: Date;
}

/**
 * The access token for `scopes` that lives longest. MSAL returns none in its last five minutes, in which it is still
 * valid when no new one is available.
 */
export function accessTokenIn(cache: string, scopes: readonly string[]): CachedAccessToken | undefined {
  const { data } = accessTokens.safeParse(parseJson(cache));
  const covering = Object.values(data?.AccessToken ?? {})
    .map(({ secret, target, expires_on }) => ({
      accessToken: secret,
      scopes: target.split(' '),
      expiresOn: new Date(Number(expires_on) * 1000),
    }))
    .filter((token) => coversAll(token.scopes, scopes));
  return covering.sort((one, other) => other.expiresOn.getTime() - one.expiresOn.getTime())[0];
}

/** Every scope that a token of this cache has or had: the known grants of the user. */
export function grantedScopesIn(cache: string): ReadonlySet<string> {
  const { data } = accessTokens.safeParse(parseJson(cache));
  return new Set(Object.values(data?.AccessToken ?? {}).flatMap(({ target }) => target.split(' ').map(scopeName)));
}

function coversAll(granted: readonly string[], wanted: readonly string[]): boolean {
  const names = new Set(granted.map(scopeName));
  return wanted.every((scope) => names.has(scopeName(scope)));
}

/**
 * Whether the token of a response covers the request. Entra may grant less (RFC 6749 §5.1). Compared without the
 * resource, which has names of several spellings; `.default` covers whatever was granted.
 */
export function answersWhatWasAsked(granted: readonly string[], asked: readonly string[]): boolean {
  const names = new Set(granted.map(lastSegment));
  return asked.map(lastSegment).every((scope) => scope === '.default' || names.has(scope));
}

function lastSegment(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
