import { identityIn, nameOneUser, foreignMemberIn, withOwner, type ExpectedOwner } from './token-identity.js';

const alice = { oid: 'a11ce', tid: 'c0a5', sub: 'pairwise' };
function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
function jwt(claims: object): string {
  return `${encoded({ alg: 'RS256' })}.${encoded(claims)}.signature`;
}
function clientInfo(uid: string, utid: string): string {
  return encoded({ uid, utid });
}

const expected: ExpectedOwner = {
  userId: 'a11ce.c0a5',
  idToken: alice,
  accessTokens: [{ ...alice, sub: 'at Graph', aud: 'graph' }],
};
const good = {
  client_info: clientInfo('a11ce', 'c0a5'),
  id_token: jwt(alice),
  access_token: jwt({ ...alice, sub: 'at Graph', aud: 'graph' }),
};

describe('a response of the token endpoint', () => {
  it.each<[string, object]>([
    ['all members name the user', good],
    [
      'ids are in other letters',
      { ...good, client_info: clientInfo('A11CE', 'C0A5'), id_token: jwt({ ...alice, oid: 'A11CE' }) },
    ],
    ['the access token is opaque', { ...good, access_token: 'EwB4A8l6BAAU' }],
    ['there is no ID token', { ...good, id_token: undefined }],
    [
      'the access token is for another resource',
      { ...good, access_token: jwt({ ...alice, sub: 'there', aud: 'other' }) },
    ],
    ['nothing can be read', { client_info: '!', id_token: 5, access_token: 'a.b.c' }],
  ])('belongs to the user when %s', (_what, answer) => {
    expect(foreignMemberIn(answer, expected)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['client_info', { client_info: clientInfo('b11a1', 'c0a5') }],
    ['client_info', { client_info: clientInfo('a11ce', 'fab2') }],
    ['oid of the ID token', { id_token: jwt({ ...alice, oid: 'b11a1' }) }],
    ['tid of the ID token', { id_token: jwt({ ...alice, tid: 'fab2' }) }],
    ['sub of the ID token', { id_token: jwt({ ...alice, sub: 'another' }) }],
    ['oid of the access token', { access_token: jwt({ ...alice, oid: 'b11a1' }) }],
    ['tid of the access token', { access_token: jwt({ ...alice, tid: 'fab2' }) }],
    ['sub of the access token', { access_token: jwt({ ...alice, sub: 'another', aud: 'graph' }) }],
  ])('belongs to another user by the %s alone', (member, change) => {
    expect(foreignMemberIn({ ...good, ...change }, expected)).toBe(member);
  });

  it('of a guest has its home in client_info and the tenant in the tokens', () => {
    const guest = { ...expected, userId: '92e7.fab2', idToken: { ...alice, oid: '0b7e' } };
    expect(
      foreignMemberIn({ client_info: clientInfo('92e7', 'fab2'), id_token: jwt({ ...alice, oid: '0b7e' }) }, guest),
    ).toBeUndefined();
  });

  it('without client_info gets the user’s own when its ID token names the user, and is not used when it names nobody', () => {
    expect(withOwner(good, expected)).toBe(good);
    expect(withOwner({ id_token: jwt(alice) }, expected)).toEqual({
      id_token: jwt(alice),
      client_info: good.client_info,
    });
    expect(withOwner({ id_token: jwt({ sub: 'pairwise' }) }, expected)).toBeUndefined();
    expect(withOwner({ client_info: '!', access_token: 'opaque' }, expected)).toBeUndefined();
  });
});

it.each([
  [[], true],
  [['opaque', 5, jwt(alice), jwt({ ...alice, sub: 'x' })], true],
  [[jwt(alice), jwt({ ...alice, oid: 'b11a1' })], false],
  [[jwt(alice), jwt({ ...alice, tid: 'fab2' })], false],
])('tokens %j name one user: %s', (tokens, isOne) => {
  expect(nameOneUser(tokens.map(identityIn))).toBe(isOne);
});
