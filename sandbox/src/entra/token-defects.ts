import { createHmac } from 'node:crypto';
import { CompactSign, SignJWT } from 'jose';
import { fabrikamTenantId, type Membership } from '../directory/index.js';
import type { SigningKey } from '../tokens/index.js';
import type { Answer } from '../answer.js';
import { issuerOf, type EntraContext } from './entra-context.js';

/** A change of one claim of the ID token. */
type ClaimDefect = (claims: Record<string, unknown>, entra: EntraContext) => Record<string, unknown>;

function without(claims: Record<string, unknown>, name: string): Record<string, unknown> {
  const { [name]: _removed, ...rest } = claims;
  return rest;
}

const otherClient = '0ddba11c-0000-4000-8000-0000000a2099';

const claimDefects: Readonly<Record<string, ClaimDefect>> = {
  wrong_aud: (claims) => ({ ...claims, aud: otherClient }),
  two_auds: (claims) => ({ ...claims, aud: [claims['aud'], otherClient] }),
  spn_aud: (claims) => ({ ...claims, aud: `spn:${String(claims['aud'])}` }),
  wrong_iss: (claims) => ({ ...claims, iss: 'https://login.attacker.example/v2.0' }),
  /** Issuer and tid belong to different tenants. */
  iss_of_other_tenant: (claims, entra) => ({ ...claims, iss: issuerOf(entra, fabrikamTenantId) }),
  other_tid: (claims) => ({ ...claims, tid: fabrikamTenantId }),
  tid_missing: (claims) => without(claims, 'tid'),
  tid_no_guid: (claims) => ({ ...claims, tid: '../common' }),
  other_oid: (claims) => ({ ...claims, oid: '0ddba11c-0000-4000-8000-000000000001' }),
  oid_missing: (claims) => without(claims, 'oid'),
  sub_missing: (claims) => without(claims, 'sub'),
  expired: (claims, entra) => ({ ...claims, exp: entra.clock.seconds() - 3600 }),
  exp_missing: (claims) => without(claims, 'exp'),
  nbf_future: (claims, entra) => ({ ...claims, nbf: entra.clock.seconds() + 3600 }),
  iat_future: (claims, entra) => ({ ...claims, iat: entra.clock.seconds() + 3600 }),
  iat_missing: (claims) => without(claims, 'iat'),
  iat_old: (claims, entra) => ({ ...claims, iat: entra.clock.seconds() - 7 * 24 * 3600 }),
  nonce_wrong: (claims) => ({ ...claims, nonce: 'a-nonce-of-somebody-else' }),
  nonce_missing: (claims) => without(claims, 'nonce'),
  other_sub: (claims) => ({ ...claims, sub: 'c3ViamVjdC1vZi1zb21lYm9keS1lbHNl' }),
  azp_other: (claims) => ({ ...claims, azp: otherClient }),
  sid_missing: (claims) => without(claims, 'sid'),
  username_missing: (claims) => without(claims, 'preferred_username'),
};

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export async function signedIdToken(
  entra: EntraContext,
  member: Membership,
  claims: Record<string, unknown>,
  defects: ReadonlySet<string>,
): Promise<string> {
  const changed = [...defects].reduce((given, name) => claimDefects[name]?.(given, entra) ?? given, claims);
  const isPersonal = member.user.accountType === 'personal';
  const { work, personal, foreign } = entra.keys;
  const ownKey = (isPersonal ? personal : work).active;
  if (defects.has('alg_none')) {
    return `${encoded({ typ: 'JWT', alg: 'none' })}.${encoded(changed)}.`;
  }
  if (defects.has('hs256_public_key')) {
    return signedWithPublicKey(ownKey, changed);
  }
  if (defects.has('five_parts')) {
    return `${encoded({ alg: 'dir', enc: 'A256GCM' })}..${encoded('iv')}.${encoded(changed)}.${encoded('tag')}`;
  }
  if (defects.has('not_json')) {
    return signCompact(ownKey, 'this is not json');
  }
  if (defects.has('other_ring_key')) {
    return sign((isPersonal ? work : personal).active, changed);
  }
  if (defects.has('wrong_signature')) {
    return sign({ ...foreign.active, kid: ownKey.kid }, changed);
  }
  if (defects.has('unknown_kid')) {
    return sign(foreign.active, changed);
  }
  if (defects.has('kid_missing')) {
    return sign(ownKey, changed, { typ: 'JWT', alg: 'RS256' });
  }
  return sign(ownKey, changed);
}

function sign(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: { readonly typ: string; readonly alg: string; readonly kid?: string } = {
    typ: 'JWT',
    alg: 'RS256',
    kid: key.kid,
  },
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ ...header }).sign(key.privateKey);
}

/** The algorithm confusion attack: the public key is used as an HMAC secret. */
function signedWithPublicKey(key: SigningKey, claims: Record<string, unknown>): string {
  const signed = `${encoded({ typ: 'JWT', alg: 'HS256', kid: key.kid })}.${encoded(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function signCompact(key: SigningKey, payload: string): Promise<string> {
  return new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid })
    .sign(key.privateKey);
}

/** Responses with a status of success that are not token responses, as some proxies and load balancers send them. */
export function brokenTokenAnswer(defects: ReadonlySet<string>): Answer | undefined {
  if (defects.has('empty_200')) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
  }
  if (defects.has('empty_object_200')) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  }
  if (defects.has('html_200')) {
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><html><body>Sign in to the network</body></html>',
    };
  }
  return undefined;
}

export function withResponseDefects(
  entra: EntraContext,
  response: Record<string, unknown>,
  defects: ReadonlySet<string>,
): Record<string, unknown> {
  const changed = { ...response };
  if (defects.has('id_token_missing')) {
    delete changed['id_token'];
  }
  if (defects.has('id_token_number')) {
    changed['id_token'] = 12345;
  }
  if (defects.has('access_token_missing')) {
    delete changed['access_token'];
  }
  if (defects.has('refresh_token_missing')) {
    delete changed['refresh_token'];
  }
  if (defects.has('expires_in_missing')) {
    delete changed['expires_in'];
  }
  if (defects.has('scope_missing')) {
    delete changed['scope'];
  }
  if (defects.has('scope_narrower')) {
    changed['scope'] = 'openid profile User.Read';
  }
  if (defects.has('client_info_missing')) {
    delete changed['client_info'];
  }
  if (defects.has('client_info_garbage')) {
    changed['client_info'] = 'e30-not-base64-json';
  }
  if (defects.has('client_info_other_user')) {
    // A guest of Contoso: their home object id differs from the one in Contoso's tokens, so the two can't be compared.
    const other = entra.directory.users.findLast((user) => user.tid === fabrikamTenantId);
    changed['client_info'] = encoded({ uid: other?.oid, utid: other?.tid });
  }
  return changed;
}

/** Every name that a `defect` fault may have at the token endpoint. */
export const tokenDefects: readonly string[] = [
  ...Object.keys(claimDefects),
  'alg_none',
  'hs256_public_key',
  'five_parts',
  'not_json',
  'other_ring_key',
  'wrong_signature',
  'unknown_kid',
  'kid_missing',
  'empty_200',
  'empty_object_200',
  'html_200',
  'id_token_missing',
  'id_token_number',
  'access_token_missing',
  'refresh_token_missing',
  'expires_in_missing',
  'scope_missing',
  'scope_narrower',
  'client_info_missing',
  'client_info_garbage',
  'client_info_other_user',
  'tokens_of_other_user',
];
