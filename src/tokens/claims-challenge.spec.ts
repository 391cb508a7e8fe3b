import fc from 'fast-check';

import { claimsOf, parseChallenges } from './claims-challenge.js';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const encoded = Buffer.from(claims).toString('base64');

describe('a WWW-Authenticate header', () => {
  it('gives the claims of the challenge that Graph sends', () => {
    const header = `Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", client_id="00000003", error="insufficient_claims", claims="${encoded}"`;
    expect(claimsOf(header)).toBe(claims);
  });

  it('is read whatever the case, the order and the spaces', () => {
    expect(claimsOf(`bEaReR\tCLAIMS = "${encoded}" ,  error=insufficient_claims`)).toBe(claims);
  });

  it('may hold several challenges, also as several headers', () => {
    expect(claimsOf(`Negotiate, Basic realm="a, b=\\"c\\"", PoP abc==, Bearer claims="${encoded}"`)).toBe(claims);
    expect(claimsOf(['Negotiate', `Bearer claims="${encoded}"`])).toBe(claims);
  });

  it('accepts claims in base64url too', () => {
    const text = '{"a":"???>>>~~~"}';
    expect(claimsOf(`Bearer claims="${Buffer.from(text).toString('base64url')}"`)).toBe(text);
  });

  it.each([
    ['as they are', claims.replace(/["\\]/g, '\\$&')],
    ['percent-encoded', encodeURIComponent(claims)],
    ['in base64, percent-encoded', encodeURIComponent(encoded)],
    ['in base64 with line breaks', encoded.replace(/.{20}/g, '$&\t')],
  ])('accepts claims %s', (_, value) => {
    expect(claimsOf(`Bearer error="insufficient_claims", claims="${value}"`)).toBe(claims);
  });

  it('accepts claims in base64 without quotes', () => {
    const text = '{"a":"???>>>~~~"}';
    expect(Buffer.from(text).toString('base64')).toMatch(/\/.*=$/);
    expect(claimsOf(`Bearer claims=${Buffer.from(text).toString('base64')}, error=insufficient_claims`)).toBe(text);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer claims',
    'Bearer claims=',
    'Bearer claims=""',
    'Bearer claims="!!!"',
    'Bearer claims="eyJhIjo',
    `Bearer claims="${Buffer.from('[]').toString('base64')}"`,
    `Bearer claims="${Buffer.from('"text"').toString('base64')}"`,
    `Bearer claims="${Buffer.from('null').toString('base64')}"`,
    `Basic claims="${encoded}"`,
    `Bearer realm="claims=${encoded}"`,
    `Bearer realm="x\\", claims=${encoded}`,
  ])('gives no claims for %j', (header) => {
    expect(claimsOf(header)).toBeUndefined();
  });

  it('distinguishes scheme and parameters', () => {
    const [first, second] = parseChallenges('Bearer a=b, c="d, \\"e\\"" , Digest f=""');
    expect(first?.scheme).toBe('bearer');
    expect([...(first?.parameters ?? [])]).toEqual([
      ['a', 'b'],
      ['c', 'd, "e"'],
    ]);
    expect([...(second?.parameters ?? [])]).toEqual([['f', '']]);
  });

  it('survives whatever a header may hold', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(' ', ',', '=', '"', '\\', 'B', 'a', '9', '\t', ';'), maxLength: 200 }),
        (header) => {
          parseChallenges(header);
          expect(claimsOf(header)).toBeUndefined();
        },
      ),
    );
  });

  it('reads back every quoted value', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '=', '"', '\\') }), (value) => {
        const header = `Bearer x="${value.replace(/[\\"]/g, '\\$&')}", y=z`;
        expect([...(parseChallenges(header)[0]?.parameters ?? [])]).toEqual([
          ['x', value],
          ['y', 'z'],
        ]);
      }),
    );
  });

  it.each([
    '"'.repeat(100_000),
    'a '.repeat(50_000),
    'a='.repeat(50_000),
    '\\'.repeat(100_000),
    'Bearer a="' + 'b'.repeat(1e6),
  ])('reads a hostile one in little time', (header) => {
    const startedAt = performance.now();
    claimsOf(header);
    // A parser with backtracking takes minutes for these.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
