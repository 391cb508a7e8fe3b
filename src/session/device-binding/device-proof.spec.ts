import { DeviceKey, type ProofParts } from '../../../test/support/device-key.js';
import {
  brokenRefreshCheck,
  brokenRegistrationCheck,
  challengeIn,
  deviceKeyOf,
  isSignedBy,
  parseProof,
  thumbprintOf,
  type Proof,
} from './device-proof.js';

const key = new DeviceKey();
const other = new DeviceKey();

function proofOf(text: string): Proof {
  const proof = parseProof(text);
  if (proof === undefined) {
    throw new Error('not a proof');
  }
  return proof;
}

describe('a proof', () => {
  it('is read with its challenge; claims of others are ignored', () => {
    const proof = proofOf(key.proof('the challenge', { claims: { aud: 'https://mail.example', iat: 1 } }));

    expect(proof.header).toMatchObject({ alg: 'ES256', typ: 'dbsc+jwt' });
    expect(challengeIn(proof)).toBe('the challenge');
  });

  it.each([
    ['nothing', ''],
    ['a word', 'garbage'],
    ['two parts', key.proof('c').split('.').slice(0, 2).join('.')],
    ['five parts', `${key.proof('c')}.x.y`],
    ['a header that is not JSON', `e30x.${key.proof('c').split('.').slice(1).join('.')}`],
    ['claims that are a list', `${key.proof('c').split('.')[0] ?? ''}.W10.AAAA`],
    ['no algorithm', key.proof('c', { header: { alg: undefined } })],
    ['an algorithm that is a number', key.proof('c', { header: { alg: 256 } })],
    ['a signature that is not base64url', `${key.proof('c').split('.').slice(0, 2).join('.')}.*`],
  ])('is invalid when it is %s', (_what, text) => {
    expect(parseProof(text)).toBeUndefined();
  });

  it.each([undefined, '', 7, ['c'], null])('has no challenge with jti %j', (jti) => {
    expect(challengeIn(proofOf(key.proof('c', { claims: { jti } })))).toBeUndefined();
  });

  it('is signed by its key only', () => {
    const text = key.proof('c');
    expect(isSignedBy(key.jwk, proofOf(text))).toBe(true);
    expect(isSignedBy(other.jwk, proofOf(text))).toBe(false);

    const [header = '', , signature = ''] = text.split('.');
    const [, claims = ''] = key.proof('another').split('.');
    expect(isSignedBy(key.jwk, proofOf(`${header}.${claims}.${signature}`))).toBe(false);
    expect(isSignedBy(key.jwk, proofOf(`${header}.${claims}.`))).toBe(false);
  });
});

describe('the key of a device', () => {
  it('is a point of P-256, and its private part is not copied', async () => {
    expect(deviceKeyOf({ ...key.jwk, d: 'secret', use: 'sig' })).toEqual({ x: key.jwk.x, y: key.jwk.y });
    // RFC 7638 over the required members, in their order.
    expect(await thumbprintOf(key.jwk)).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['none', undefined],
    ['text', 'key'],
    ['RSA', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
    ['another curve', { ...key.jwk, crv: 'P-384' }],
    ['a point beside the curve', { ...key.jwk, x: other.jwk.x }],
    ['a short coordinate', { ...key.jwk, x: 'AA' }],
    ['half a key', { ...key.jwk, y: undefined }],
  ])('is not %s', (_what, jwk) => {
    expect(deviceKeyOf(jwk)).toBeUndefined();
  });
});

describe('the checks of a registration', () => {
  function brokenIn(text: string, isOffered = true): unknown {
    const proof = proofOf(text);
    const brought = deviceKeyOf(proof.header.jwk);
    const isSigned = brought !== undefined && isSignedBy(brought, proof);
    return brokenRegistrationCheck({ proof, key: brought, isSigned, isOffered });
  }

  it('accept a correct one', () => {
    expect(brokenIn(key.registration('c'))).toBeUndefined();
  });

  it.each<[string, string, ProofParts]>([
    ['algorithm', 'another algorithm', { header: { alg: 'RS256' } }],
    ['algorithm', 'no signature', { header: { alg: 'none' } }],
    ['type', 'another type', { header: { typ: 'jwt' } }],
    ['type', 'no type', { header: { typ: undefined } }],
    ['critical_header', 'what must be understood and is not', { header: { crit: ['b64'], b64: false } }],
    ['key', 'no key', { header: { jwk: undefined } }],
    ['signature', 'the key of somebody else', { header: { jwk: other.jwk } }],
  ])('report %s for %s, which changes nothing', (name, _what, parts) => {
    expect(brokenIn(key.registration('c', parts))).toMatchObject({ name, otherwise: 'malformed' });
  });

  it('refuse a challenge that this session was not given', () => {
    expect(brokenIn(key.registration('c'), false)).toMatchObject({ name: 'challenge', otherwise: 'unknown' });
  });
});

describe('the checks of a refresh', () => {
  function brokenIn(text: string): unknown {
    const proof = proofOf(text);
    const brought = deviceKeyOf(proof.header.jwk);
    const bringsKey = proof.header.jwk !== undefined && brought?.x !== key.jwk.x;
    return brokenRefreshCheck({ proof, isSigned: isSignedBy(key.jwk, proof), bringsKey });
  }

  it('accept a correct one, whatever else it claims', () => {
    expect(brokenIn(key.proof('c', { claims: { aud: 'x', iat: 0, exp: 1 } }))).toBeUndefined();
    expect(brokenIn(key.registration('c'))).toBeUndefined();
  });

  it.each<[string, string]>([
    ['algorithm', key.proof('c', { header: { alg: 'RS256' } })],
    ['algorithm', key.proof('c', { header: { alg: 'none' } })],
    ['algorithm', key.proof('c', { header: { alg: 'HS256' } })],
    ['algorithm', key.proof('c', { header: { alg: 'es256' } })],
    ['foreign_key', other.registration('c')],
    ['foreign_key', key.proof('c', { header: { jwk: 'none' } })],
    ['signature', other.proof('c')],
    // Whatever else it contains: the key comes first.
    ['signature', other.proof('c', { header: { typ: 'jwt', crit: ['x'] }, claims: { jti: 1 } })],
  ])('treat %s as an attack: %s', (name, text) => {
    expect(brokenIn(text)).toMatchObject({ name, otherwise: 'forged' });
  });

  it.each<[string, ProofParts]>([
    ['type', { header: { typ: 'jwt' } }],
    ['critical_header', { header: { crit: ['exp'] } }],
    ['challenge', { claims: { jti: 7 } }],
    ['challenge', { claims: { jti: undefined } }],
  ])('treat %s under the right key as a mistake', (name, parts) => {
    expect(brokenIn(key.proof('c', parts))).toMatchObject({ name, otherwise: 'malformed' });
  });
});
