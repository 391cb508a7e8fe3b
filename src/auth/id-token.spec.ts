import {
  failedCheckOf,
  idTokenClaimsSchema,
  idTokenHeaderSchema,
  isAccountOf,
  type IdTokenClaims,
  type IdTokenExpectations,
} from './id-token.js';

const contoso = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const fabrikam = 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02';
const alice = 'a11ce001-0001-4c0a-8a01-c0a505010001';
const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const issuer = `https://login.microsoftonline.com/${contoso}/v2.0`;
const template = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const now = Date.parse('2026-11-22T10:00:00Z');
const nowSeconds = now / 1000;

const sound: IdTokenClaims = {
  iss: issuer,
  aud: clientId,
  exp: nowSeconds + 3600,
  nbf: nowSeconds - 300,
  iat: nowSeconds - 300,
  nonce: 'the-nonce',
  tid: contoso,
  oid: alice,
  sub: 'pairwise',
};

const expected: IdTokenExpectations = {
  issuer: template,
  keyIssuer: template,
  clientId,
  nonce: 'the-nonce',
  now,
  transactionCreatedAt: now - 10_000,
};

function failed(claims: Partial<IdTokenClaims>, changes: Partial<IdTokenExpectations> = {}): string | undefined {
  return failedCheckOf({ ...sound, ...claims }, { ...expected, ...changes });
}

describe('an ID token', () => {
  it('is valid when everything is right', () => {
    expect(failed({})).toBeUndefined();
  });

  it('is valid for a single tenant, whose issuer has no template', () => {
    expect(failed({}, { issuer, keyIssuer: issuer })).toBeUndefined();
  });

  it('is valid when the authority names no issuer for its keys, and without nbf and azp', () => {
    const { nbf: _nbf, ...rest } = sound;
    expect(failedCheckOf(rest, { ...expected, keyIssuer: undefined })).toBeUndefined();
  });

  it.each<[string, string, Partial<IdTokenClaims>, Partial<IdTokenExpectations>?]>([
    ['issuer', 'another authority', { iss: `https://login.attacker.example/${contoso}/v2.0` }],
    ['issuer', 'another tenant than its tid', { tid: fabrikam }],
    [
      'issuer',
      'a tenant that is not the configured one',
      { tid: fabrikam, iss: issuer.replace(contoso, fabrikam) },
      { issuer },
    ],
    ['issuer', 'a tid that the fixed issuer does not have', { tid: fabrikam }, { issuer, keyIssuer: undefined }],
    ['issuer', 'the template itself', { iss: template }],
    ['issuer', 'the v1 issuer', { iss: `https://sts.windows.net/${contoso}/` }],
    ['issuer', 'a longer issuer', { iss: `${issuer}/` }],
    [
      'issuer of the key',
      'a key that may sign for another tenant only',
      {},
      { keyIssuer: issuer.replace(contoso, fabrikam) },
    ],
    ['audience', 'another client', { aud: '0ddba11c-0000-4000-8000-0000000a2099' }],
    ['audience', 'a decorated client', { aud: `spn:${clientId}` }],
    ['authorized party', 'another client', { azp: '0ddba11c-0000-4000-8000-0000000a2099' }],
    ['expiry', 'an end two minutes ago', { exp: nowSeconds - 120 }],
    ['not before', 'a start in more than two minutes', { nbf: nowSeconds + 121 }],
    ['issued at', 'a birth in more than two minutes', { iat: nowSeconds + 121 }],
    ['issued at', 'a birth long before the transaction', { iat: nowSeconds - 10 - 721 }],
    ['nonce', 'the nonce of another transaction', { nonce: 'another-nonce' }],
    ['nonce', 'an empty nonce', { nonce: '' }],
  ])('fails by its %s: %s', (check, _why, claims, changes = {}) => {
    expect(failed(claims, changes)).toBe(check);
  });

  it.each<[string, Partial<IdTokenClaims>]>([
    ['ended just now', { exp: nowSeconds - 119 }],
    ['begins in two minutes', { nbf: nowSeconds + 120 }],
    ['was issued in two minutes', { iat: nowSeconds + 120 }],
    ['is dated back', { iat: nowSeconds - 10 - 720 }],
    ['names this client as its authorized party', { azp: clientId }],
  ])('is valid when it %s: clocks differ', (_what, claims) => {
    expect(failed(claims)).toBeUndefined();
  });
});

describe('the claims of an ID token', () => {
  it.each(['iss', 'aud', 'exp', 'iat', 'nonce', 'tid', 'oid', 'sub'])('must have %s', (name) => {
    expect(idTokenClaimsSchema.safeParse({ ...sound, [name]: undefined }).success).toBe(false);
  });

  it.each([
    ['two audiences', { aud: [clientId, 'other'] }],
    ['one audience in an array', { aud: [clientId] }],
    ['an end as text', { exp: '1' }],
    ['a tid that is not a guid', { tid: '../common' }],
    ['a tid in upper case', { tid: contoso.toUpperCase() }],
    ['a tid with more behind', { tid: `${contoso}/x` }],
    ['an oid that is not a guid', { oid: 'alice' }],
    ['an empty sub', { sub: '' }],
    ['a sid that is not a text', { sid: 5 }],
    ['a name that is not a text', { name: ['x'] }],
  ])('must not have %s', (_what, change) => {
    expect(idTokenClaimsSchema.safeParse({ ...sound, ...change }).success).toBe(false);
  });

  it.each([[null], ['text'], [[]], [undefined]])('are not %j', (value) => {
    expect(idTokenClaimsSchema.safeParse(value).success).toBe(false);
  });
});

describe('the header of an ID token', () => {
  it.each([
    [{ alg: 'RS256', kid: 'k', typ: 'JWT' }, true],
    [{ alg: 'RS256', kid: 'k' }, true],
    [{ alg: 'none', kid: 'k' }, false],
    [{ alg: 'HS256', kid: 'k' }, false],
    [{ alg: 'PS256', kid: 'k' }, false],
    [{ alg: 'rs256', kid: 'k' }, false],
    [{ alg: ['RS256'], kid: 'k' }, false],
    [{ alg: 'RS256' }, false],
    [{ alg: 'RS256', kid: '' }, false],
    [{ alg: 'RS256', kid: 'k'.repeat(257) }, false],
    [{ alg: 'RS256', kid: 'k', typ: 'at+jwt' }, false],
    [{ alg: 'RS256', kid: 'k', typ: 'logout+jwt' }, false],
    [{ alg: 'RS256', kid: 'k', crit: ['exp'] }, false],
  ])('%j is accepted: %s', (header, isTaken) => {
    expect(idTokenHeaderSchema.safeParse(header).success).toBe(isTaken);
  });
});

describe('the account that MSAL names', () => {
  const guest = '92e7a002-0002-4fab-9a02-fab21ca00002';

  it('is the user of the ID token when both name one object in one tenant', () => {
    expect(isAccountOf(`${alice}.${contoso}`, sound, 'common')).toBe(true);
  });

  it('is not the user when the same tenant has another object', () => {
    expect(isAccountOf(`${guest}.${contoso}`, sound, contoso)).toBe(false);
  });

  it('may have its home elsewhere at the endpoint of one tenant: a guest', () => {
    expect(isAccountOf(`${guest}.${fabrikam}`, sound, contoso)).toBe(true);
    expect(isAccountOf(`${guest}.${fabrikam}`, sound, 'contoso.example')).toBe(true);
  });

  it.each(['common', 'organizations', 'consumers'])(
    'may not have its home elsewhere at %s, where everybody signs in at home',
    (authority) => {
      expect(isAccountOf(`${guest}.${fabrikam}`, sound, authority)).toBe(false);
    },
  );

  it.each([
    '',
    alice,
    `${alice}.`,
    `.${contoso}`,
    `x.${contoso}`,
    `x.${fabrikam}`,
    `x${guest}.${fabrikam}`,
    `${guest}.${fabrikam}.x`,
    `${alice}.${contoso}.x`,
    `${alice}.common`,
    'undefined.undefined',
  ])('is undefined when it is %j', (userId) => {
    expect(isAccountOf(userId, sound, contoso)).toBe(false);
  });
});
