import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { CompactSign } from 'jose';

import { Problem } from '../common/index.js';
import type { EntraAuthorities, EntraAuthority, SigningKey } from '../entra/index.js';
import { frontendWith } from '../../test/support/frontend.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { IdTokenValidator } from './id-token-validator.js';
import { SignInFailure } from './sign-in-failure.js';
import type { Transaction } from './transaction.js';

const contoso = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const clock = new FakeClock();
const nowSeconds = clock.now() / 1000;
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });

const claims = {
  iss: issuer.replace('{tenantid}', contoso),
  aud: clientId,
  exp: nowSeconds + 3600,
  iat: nowSeconds,
  nonce: 'the-nonce',
  tid: contoso,
  oid: 'a11ce001-0001-4c0a-8a01-c0a505010001',
  sub: 'pairwise',
};

const transaction: Transaction = {
  purpose: 'sign_in',
  state: 's',
  nonce: 'the-nonce',
  codeVerifier: 'v',
  returnTo: '/',
  permissions: [],
  session: undefined,
  expectedUserId: undefined,
  claims: undefined,
  createdAt: clock.now(),
};

const frontend = frontendWith({ entra: { clientId } });

function authoritiesOf(authority: EntraAuthority): EntraAuthorities {
  return { of: () => authority } as unknown as EntraAuthorities;
}

function validatorWith(keys: ReadonlyMap<string, SigningKey>): IdTokenValidator {
  const authority = {
    signingKey: (kid: string) => Promise.resolve(keys.get(kid)),
    metadata: () => Promise.resolve({ issuer }),
  } as unknown as EntraAuthority;
  return new IdTokenValidator(authoritiesOf(authority), clock);
}

const keys = new Map([
  ['known', { key: pair.publicKey, issuer }],
  ['short', { key: short.publicKey, issuer }],
  ['foreign', { key: pair.publicKey, issuer: 'https://login.microsoftonline.com/consumers/v2.0' }],
]);
const validator = validatorWith(keys);

function signed(payload: unknown, header: object = {}, key: KeyObject = pair.privateKey): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return new CompactSign(Buffer.from(text))
    .setProtectedHeader({ alg: 'RS256', kid: 'known', typ: 'JWT', ...header })
    .sign(key);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function refusalOf(token: string): Promise<string> {
  const error: unknown = await validator.validate(token, transaction, frontend).catch((reason: unknown) => reason);
  return error instanceof SignInFailure ? `${error.code}: ${error.reason}` : String(error);
}

describe('validating an ID token', () => {
  it('gives its claims when signature and claims are right', async () => {
    await expect(validator.validate(await signed(claims), transaction, frontend)).resolves.toMatchObject({
      oid: claims.oid,
    });
  });

  it('refuses the signature of another key', async () => {
    expect(await refusalOf(await signed(claims, {}, other.privateKey))).toBe('sign_in_failed: ID token: signature');
  });

  it('refuses changed claims under an honest signature', async () => {
    const [header = '', , signature = ''] = (await signed(claims)).split('.');
    const forged = `${header}.${encoded({ ...claims, oid: '0ddba11c-0000-4000-8000-000000000001' })}.${signature}`;
    expect(await refusalOf(forged)).toBe('sign_in_failed: ID token: signature');
  });

  it('refuses an unknown key', async () => {
    expect(await refusalOf(await signed(claims, { kid: 'unknown' }))).toBe('sign_in_failed: ID token: unknown key');
  });

  it('refuses a key that is too short', async () => {
    const header = encoded({ alg: 'RS256', kid: 'short' });
    expect(await refusalOf(`${header}.${encoded(claims)}.AAAA`)).toBe('sign_in_failed: ID token: signature');
  });

  it('refuses a token without a signature', async () => {
    expect(await refusalOf(`${encoded({ alg: 'none', kid: 'known' })}.${encoded(claims)}.`)).toMatch(/header$/);
  });

  it('refuses an HMAC made with the public key', async () => {
    const input = `${encoded({ alg: 'HS256', kid: 'known', typ: 'JWT' })}.${encoded(claims)}`;
    const secret = pair.publicKey.export({ type: 'spki', format: 'pem' });
    const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    expect(await refusalOf(token)).toMatch(/header$/);
  });

  it('takes keys from the authority only, whatever the header offers', async () => {
    const jwk = other.publicKey.export({ format: 'jwk' });
    const header = { jwk, jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert' };
    expect(await refusalOf(await signed(claims, header, other.privateKey))).toBe('sign_in_failed: ID token: signature');
  });

  it('names the claim check that fails', async () => {
    expect(await refusalOf(await signed({ ...claims, nonce: 'another' }))).toBe('sign_in_failed: ID token: nonce');
    expect(await refusalOf(await signed(claims, { kid: 'foreign' }))).toBe(
      'sign_in_failed: ID token: issuer of the key',
    );
  });

  it.each(['this is not json', 'null', '[]', '"text"', '{}'])('refuses the payload %j', async (payload) => {
    expect(await refusalOf(await signed(payload))).toBe('sign_in_failed: ID token: claims');
  });

  it.each(['', 'a', 'a.b', 'a.b.c.d', 'a.b.c.d.e', '..', `${'a'.repeat(40_000)}.b.c`])(
    'refuses what does not have the layout of a token (%#)',
    async (token) => {
      expect(await refusalOf(token)).toMatch(/^sign_in_failed: ID token: (?:shape|header)$/);
    },
  );

  it('refuses a valid token of more than 32 KiB, unread', async () => {
    const token = (filler: number): Promise<string> => signed({ ...claims, name: 'a'.repeat(filler) });

    await expect(validator.validate(await token(20_000), transaction, frontend)).resolves.toMatchObject({
      sub: 'pairwise',
    });
    expect(await refusalOf(await token(25_000))).toBe('sign_in_failed: ID token: shape');
    expect(await refusalOf(`${'a'.repeat(32_764)}.a.a`)).toBe('sign_in_failed: ID token: header');
    expect(await refusalOf(`${'a'.repeat(32_765)}.a.a`)).toBe('sign_in_failed: ID token: shape');
  });

  it('reports that the identity provider is unavailable when it cannot get keys', async () => {
    const authority = {
      signingKey: () => Promise.reject(Problem.unavailable('identity_provider_unavailable')),
    } as unknown as EntraAuthority;
    const without = new IdTokenValidator(authoritiesOf(authority), clock);
    await expect(without.validate(await signed(claims), transaction, frontend)).rejects.toMatchObject({
      code: 'identity_provider_unavailable',
    });
  });
});
