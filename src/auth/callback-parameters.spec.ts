import fc from 'fast-check';

import { parseCallback } from './callback-parameters.js';

const state = 'a-state-of-43-characters-as-the-library-makes';

describe('the parameters of a callback', () => {
  it('hold a code', () => {
    expect(parseCallback({ code: '0.AX-code_~!', state, session_state: 'x', client_info: 'y' })).toEqual({
      kind: 'code',
      state,
      code: '0.AX-code_~!',
    });
  });

  it('hold an error with its description', () => {
    expect(parseCallback({ error: 'access_denied', error_description: 'AADSTS65004: no', state })).toMatchObject({
      kind: 'error',
      state,
      refusal: { error: 'access_denied', numbers: [65004] },
    });
  });

  it('may leave out the description of an error', () => {
    expect(parseCallback({ error: 'server_error', state })).toMatchObject({
      kind: 'error',
      refusal: { error: 'server_error', numbers: [] },
    });
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one given twice', [state, state]],
    ['one with a line break', `${state}\n`],
    ['one of 15 characters', 'a'.repeat(15)],
    ['one of 257 characters', 'a'.repeat(257)],
    ['one with a NUL', `${state}\0`],
    ['an object', { toString: state }],
  ])('are without a state when there is %s', (_what, value) => {
    expect(parseCallback({ code: 'code', state: value })).toEqual({ kind: 'stateless' });
  });

  it.each([16, 256])('may have a state of %d characters', (length) => {
    expect(parseCallback({ code: 'code', state: 'a'.repeat(length) })).toMatchObject({ kind: 'code' });
  });

  it.each([
    [128, 'error'],
    [129, 'malformed'],
  ])('with an error of %d characters are %s', (length, kind) => {
    expect(parseCallback({ error: 'e'.repeat(length), state })).toMatchObject({ kind });
  });

  it.each(['id_token', 'access_token', 'refresh_token', 'token', 'assertion'])(
    'are malformed with %s, the implicit downgrade',
    (name) => {
      expect(parseCallback({ code: 'code', state, [name]: 'x' })).toMatchObject({ kind: 'malformed' });
      expect(parseCallback({ code: 'code', state, [name]: ['x', 'y'] })).toMatchObject({ kind: 'malformed' });
      expect(parseCallback({ error: 'access_denied', state, [name]: '' })).toMatchObject({ kind: 'malformed' });
    },
  );

  it.each([
    ['both a code and an error', { code: 'code', error: 'access_denied' }],
    ['neither', {}],
    ['a code given twice', { code: ['one', 'two'] }],
    ['an empty code', { code: '' }],
    ['a code with a line break', { code: 'co\r\nde' }],
    ['a code with a NUL', { code: 'co\0de' }],
    ['a code beyond ASCII', { code: 'cödé' }],
    ['a code of 8193 characters', { code: 'a'.repeat(8193) }],
    ['an error given twice', { error: ['access_denied', 'x'] }],
    ['an error with a line break', { error: 'access\r\ndenied' }],
    ['an error of 129 characters', { error: 'a'.repeat(129) }],
    ['an empty error', { error: '' }],
    ['a description given twice', { error: 'access_denied', error_description: ['a', 'b'] }],
  ])('are malformed, yet consumable, with %s', (_what, parameters) => {
    expect(parseCallback({ state, ...parameters })).toMatchObject({ kind: 'malformed', state });
  });

  it('may have a code of 8192 characters', () => {
    expect(parseCallback({ state, code: 'a'.repeat(8192) })).toMatchObject({ kind: 'code' });
  });

  it.each([[undefined], [null], ['text'], [[]], [{ __proto__: { state, code: 'x' } }]])(
    'are stateless when the query is %j',
    (query) => {
      expect(parseCallback(query)).toEqual({ kind: 'stateless' });
    },
  );

  it('are never read with an exception, and never as a code that was not one clean value', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(state), fc.anything());
    const query = fc.dictionary(
      fc.constantFrom('state', 'code', 'error', 'error_description', 'id_token', 'access_token', '__proto__', 'x'),
      value,
    );
    fc.assert(
      fc.property(query, (parameters) => {
        const parsed = parseCallback(parameters);
        const isClean =
          parsed.kind !== 'code' ||
          (parsed.code === parameters['code'] &&
            /^[\x20-\x7e]{1,8192}$/.test(parsed.code) &&
            !('id_token' in parameters));
        expect(isClean).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
