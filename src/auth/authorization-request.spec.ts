import fc from 'fast-check';

import { claimsParameter } from './authorization-request.js';

const declared = { values: ['CP1'] };

describe('the claims parameter', () => {
  it('states that challenges are understood, without a challenge', () => {
    expect(JSON.parse(claimsParameter(undefined))).toEqual({ access_token: { xms_cc: declared } });
  });

  it('adds that to what a challenge asks of the access token', () => {
    const challenge = { access_token: { nbf: { essential: true, value: '1700000000' }, acrs: { value: 'c1' } } };
    expect(JSON.parse(claimsParameter(JSON.stringify(challenge)))).toEqual({
      access_token: { ...challenge.access_token, xms_cc: declared },
    });
  });

  it('keeps what a challenge asks of the ID token', () => {
    expect(JSON.parse(claimsParameter('{"id_token":{"auth_time":{"essential":true}}}'))).toEqual({
      id_token: { auth_time: { essential: true } },
      access_token: { xms_cc: declared },
    });
  });

  it('cannot be overridden by a challenge', () => {
    expect(JSON.parse(claimsParameter('{"access_token":{"xms_cc":{"values":[]}}}'))).toEqual({
      access_token: { xms_cc: declared },
    });
  });

  it.each([
    '',
    'not json',
    'null',
    '[]',
    '["text"]',
    '"text"',
    '{"access_token":[]}',
    '{"access_token":["text"]}',
    '{"access_token":"x"}',
    '{"access_token":null}',
  ])('ignores the challenge %j, which is not an object', (challenge) => {
    expect(JSON.parse(claimsParameter(challenge))).toEqual({ access_token: { xms_cc: declared } });
  });

  it('is a whole JSON object for any challenge', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (challenge) => {
        expect(JSON.parse(claimsParameter(challenge))).toMatchObject({ access_token: { xms_cc: declared } });
      }),
    );
  });
});
