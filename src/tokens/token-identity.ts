import { z } from 'zod';

/** The user of a token, as far as stated; ids in lower case. */
export interface TokenIdentity {
  readonly oid?: string | undefined;
  readonly tid?: string | undefined;
  readonly sub?: string | undefined;
  readonly aud?: string | undefined;
}

/** The members of a token response that name a user. */
export interface TokenAnswer {
  readonly client_info?: unknown;
  readonly id_token?: unknown;
  readonly access_token?: unknown;
}

/** The expected user: the signed-in user id, and the user of the partition's tokens. */
export interface ExpectedOwner {
  /** MSAL's `homeAccountId`. */
  readonly userId: string;
  readonly idToken: TokenIdentity | undefined;
  readonly accessTokens: readonly TokenIdentity[];
}

const id = z
  .string()
  .transform((value) => value.toLowerCase())
  .optional()
  .catch(undefined);
const text = z.string().optional().catch(undefined);
const claims = z.object({ oid: id, tid: id, sub: text, aud: text });
const clientInfo = z.object({ uid: z.string(), utid: z.string() });

/** Undefined for an unreadable token: opaque and encrypted tokens are readable by their API only. */
export function identityIn(token: unknown): TokenIdentity | undefined {
  const parts = typeof token === 'string' ? token.split('.') : [];
  return parts.length === 3 ? claims.safeParse(decoded(parts[1] ?? '')).data : undefined;
}

/**
 * The first member of a token response that names another user; undefined when none does. MSAL compares none of them,
 * and returns the tokens of the response's user.
 */
export function foreignMemberIn(answer: TokenAnswer, expected: ExpectedOwner): string | undefined {
  const home = homeIn(answer.client_info);
  const idToken = identityIn(answer.id_token);
  const accessToken = identityIn(answer.access_token);
  const known = expected.idToken ?? {};
  const sameResource = expected.accessTokens.find(({ aud }) => aud !== undefined && aud === accessToken?.aud);
  const checks: Readonly<Record<string, boolean>> = {
    client_info: home !== undefined && home !== expected.userId.toLowerCase(),
    'oid of the ID token': differ(idToken?.oid, known.oid),
    'tid of the ID token': differ(idToken?.tid, known.tid),
    'sub of the ID token': differ(idToken?.sub, known.sub),
    'oid of the access token': differ(accessToken?.oid, known.oid),
    'tid of the access token': differ(accessToken?.tid, known.tid),
    // Pairwise: it is compared with that of a token for the same resource only.
    'sub of the access token': differ(accessToken?.sub, sameResource?.sub),
  };
  return Object.entries(checks).find(([, isAnother]) => isAnother)?.[0];
}

/**
 * The response in the form that MSAL can store: with the user's own `client_info` where it has none and its ID token
 * names the user. Undefined when nothing in it identifies the user of these tokens. `strangerIn` must have found
 * nothing.
 */
export function withOwner<Answer extends TokenAnswer>(answer: Answer, expected: ExpectedOwner): Answer | undefined {
  if (homeIn(answer.client_info) !== undefined) {
    return answer;
  }
  const { oid, tid } = identityIn(answer.id_token) ?? {};
  if (oid === undefined || oid !== expected.idToken?.oid || tid !== expected.idToken.tid) {
    return undefined;
  }
  const [uid, utid] = expected.userId.split('.');
  return { ...answer, client_info: Buffer.from(JSON.stringify({ uid, utid })).toString('base64url') };
}

/** Whether all of them name one object in one tenant, as far as stated. */
export function nameOneUser(identities: readonly (TokenIdentity | undefined)[]): boolean {
  return [identities.map((identity) => identity?.oid), identities.map((identity) => identity?.tid)].every(
    (values) => new Set(values.filter((value) => value !== undefined)).size <= 1,
  );
}

function homeIn(value: unknown): string | undefined {
  const { data } = clientInfo.safeParse(typeof value === 'string' ? decoded(value) : undefined);
  return data && `${data.uid}.${data.utid}`.toLowerCase();
}

function decoded(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
