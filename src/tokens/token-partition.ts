import { z } from 'zod';

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

const owned = z.record(z.string(), z.object({ home_account_id: z.string() }));
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
 * The one account of a cache, when everything in it belongs to `userId`; undefined for anything else. MSAL compares ids
 * in lower case.
 */
export function soleAccountOf(cache: string, userId: string): CachedAccount | undefined {
  const { data } = cacheSchema.safeParse(parseJson(cache));
  if (data === undefined) {
    return undefined;
  }
  const accounts = Object.values(data.Account);
  const entities = [
    accounts,
    ...[data.IdToken, data.AccessToken, data.RefreshToken].map((part) => Object.values(part ?? {})),
  ];
  const belongs = entities.flat().every((entity) => entity.home_account_id.toLowerCase() === userId.toLowerCase());
  const [account] = accounts;
  if (account === undefined || accounts.length !== 1 || !belongs) {
    return undefined;
  }
  return { homeAccountId: account.home_account_id, environment: account.environment, tenantId: account.realm };
}

export interface CachedAccessToken {
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly expiresOn: Date;
}

/**
 * The access token for `scopes` that lives longest. MSAL gives none in its last five minutes, in which it is as good as
 * before when no new one can be had.
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

/** Every scope that a token of this cache has or had: what the user is known to have granted. */
export function grantedScopesIn(cache: string): ReadonlySet<string> {
  const { data } = accessTokens.safeParse(parseJson(cache));
  return new Set(Object.values(data?.AccessToken ?? {}).flatMap(({ target }) => target.split(' ').map(nameOf)));
}

function coversAll(granted: readonly string[], wanted: readonly string[]): boolean {
  const names = new Set(granted.map(nameOf));
  return wanted.every((scope) => names.has(nameOf(scope)));
}

/** Entra writes Graph's scopes with or without the resource in front, and compares them without case. */
export function nameOf(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
