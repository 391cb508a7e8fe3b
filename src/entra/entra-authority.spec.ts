import { generateKeyPairSync } from 'node:crypto';

import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { Logger } from '../common/index.js';
import { EntraAuthority } from './entra-authority.js';

const host = 'https://login.microsoftonline.com';
const metadata = {
  issuer: `${host}/{tenantid}/v2.0`,
  authorization_endpoint: `${host}/common/oauth2/v2.0/authorize`,
  token_endpoint: `${host}/common/oauth2/v2.0/token`,
  jwks_uri: `${host}/common/discovery/v2.0/keys`,
  end_session_endpoint: `${host}/common/oauth2/v2.0/logout`,
};
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

describe('the configured authority', () => {
  const clock = new FakeClock();
  let asked: string[];
  let documents: Record<string, unknown>;
  let logged: string;
  let authority: EntraAuthority;

  beforeEach(() => {
    asked = [];
    logged = '';
    documents = {
      [`${host}/common/v2.0/.well-known/openid-configuration`]: metadata,
      [metadata.jwks_uri]: { keys: [{ ...rsa, kid: 'known', use: 'sig', issuer: metadata.issuer }] },
    };
    jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.push(url as string);
      return Promise.resolve(Response.json(documents[url as string]));
    });
    const logger = new Logger('info', { write: (line) => (logged += line) });
    authority = new EntraAuthority({ authorityHost: host, tenant: 'common' }, clock, logger);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is requested once for its metadata and once for its keys', async () => {
    expect(await authority.signingKey('known')).toMatchObject({ issuer: metadata.issuer });
    clock.advance(60_000);
    expect(await authority.signingKey('known')).toBeDefined();
    expect(asked).toEqual([`${host}/common/v2.0/.well-known/openid-configuration`, metadata.jwks_uri]);
  });

  it('is requested again for a key that it did not have, at most every 30 s', async () => {
    await authority.signingKey('known');
    expect(await authority.signingKey('new')).toBeUndefined();
    documents[metadata.jwks_uri] = { keys: [{ ...rsa, kid: 'new' }] };
    expect(await authority.signingKey('new')).toBeUndefined();
    clock.advance(30_000);
    expect(await authority.signingKey('new')).toEqual({ key: expect.anything(), issuer: undefined });
    expect(asked).toHaveLength(3);
  });

  it('signs with RSA keys that have a name and are for signing', async () => {
    documents[metadata.jwks_uri] = {
      keys: [
        { ...rsa, kid: 'known' },
        { ...rsa },
        { ...rsa, kid: 'encryption', use: 'enc' },
        { ...ec, kid: 'ec' },
        { ...rsa, kty: 'EC', kid: 'mislabelled' },
        { kty: 'RSA', kid: 'halved', n: rsa.n },
        { kty: 'RSA', kid: 'other half', e: rsa.e },
      ],
    };

    expect(await authority.signingKey('known')).toBeDefined();
    for (const kid of ['encryption', 'ec', 'mislabelled', 'halved', 'other half', 'undefined']) {
      expect(await authority.signingKey(kid)).toBeUndefined();
    }
  });

  it.each([
    null,
    'text',
    {},
    { kty: 1 },
    { ...rsa, kid: 7 },
    { ...rsa, kid: 'odd', issuer: null },
    { kty: 'RSA', n: [] },
  ])('signs with the keys beside %j (RFC 7517 §5)', async (odd) => {
    documents[metadata.jwks_uri] = { keys: [odd, { ...rsa, kid: 'known' }] };

    expect(await authority.signingKey('known')).toBeDefined();
    expect(await authority.signingKey('odd')).toBeUndefined();
  });

  it.each([{ keys: [] }, { keys: [{ ...ec, kid: 'ec' }] }, { keys: 'none' }, []])(
    'cannot be used with the keys %j',
    async (keys) => {
      documents[metadata.jwks_uri] = keys;

      await expect(authority.signingKey('ec')).rejects.toMatchObject({ code: 'identity_provider_unavailable' });
      expect(logged).toMatch(/no usable signing key.*signing keys not loaded/);
    },
  );

  it('cannot be used with metadata that are not its own', async () => {
    documents[`${host}/common/v2.0/.well-known/openid-configuration`] = { ...metadata, issuer: 'https://evil.example' };

    await expect(authority.metadata()).rejects.toMatchObject({ code: 'identity_provider_unavailable' });
    expect(logged).toMatch(/not that of the configured authority.*discovery failed/);
  });
});
