import { oneFrontend } from '../../test/support/frontend.js';
import type { AppConfig } from '../config/index.js';
import type { EntraAuthorities } from '../entra/index.js';
import { OidcStrategy } from './oidc.strategy.js';
import type { RoundTrip } from './round-trip.js';
import type { SignInFailure } from './sign-in-failure.js';

const transaction = { nonce: 'the-nonce' };

/** A strategy for one request, as passport creates it, at a given step. */
type OneRequest = Pick<OidcStrategy, keyof OidcStrategy> & { attempt: object; readonly errors: unknown[] };

/** The steps that the library takes in another order, or not at all, in no version that we know. */
describe('the strategy, asked for an unknown step', () => {
  const strategy = new OidcStrategy(
    { frontends: oneFrontend } as AppConfig,
    { of: () => ({ url: 'https://login.example' }) } as unknown as EntraAuthorities,
    { redirectUriOf: () => 'https://mail.example/auth/callback' } as unknown as RoundTrip,
  );

  function at(attempt: object): OneRequest {
    const errors: unknown[] = [];
    const error = (failure: unknown): void => {
      errors.push(failure);
    };
    return Object.assign(Object.create(strategy) as OneRequest, { attempt, errors, error });
  }

  const refusal = (reason: RegExp): unknown[] => [
    expect.objectContaining({ code: 'sign_in_failed', reason: expect.stringMatching(reason) }),
  ];
  const notCalled = (): never => {
    throw new Error('went on');
  };

  it.each<[string, (request: OneRequest) => void, RegExp]>([
    [
      'the implicit flow',
      (request) => {
        request._implicitFlowHandler();
      },
      /implicit/,
    ],
    [
      'the hybrid flow',
      (request) => {
        request._hybridFlowHandler();
      },
      /hybrid/,
    ],
    [
      'an error that it has read itself',
      (request) => {
        request._errorResponseHandler();
      },
      /error/,
    ],
    [
      'a failure of its own',
      (request) => {
        request.failWithLog();
      },
      /passport-azure-ad/,
    ],
    [
      'a new round trip in a callback',
      (request) => {
        request._flowInitializationHandler({}, {}, notCalled);
      },
      /callback/,
    ],
  ])('refuses %s', (_what, step, reason) => {
    const request = at({ transaction });
    step(request);

    expect(request.errors).toEqual(refusal(reason));
    expect((request.errors[0] as SignInFailure).transaction).toBe(transaction);
  });

  it('keeps personal data out of the log of the library', () => {
    expect((strategy as unknown as { _options: object })._options).toMatchObject({ loggingNoPII: true });
  });

  it.each<[string, (request: OneRequest) => void]>([
    [
      'redeems no code',
      (request) => {
        request._getAccessTokenBySecretOrAssertion('the-code', {}, notCalled, notCalled);
      },
    ],
    [
      'validates no ID token',
      (request) => {
        request._idTokenHandler({ id_token: 'x' }, {}, {}, notCalled, notCalled);
      },
    ],
  ])('%s in a request that begins', async (_what, step) => {
    const request = at({ kind: 'begin', authorization: {} });
    step(request);
    await new Promise((resolve) => setImmediate(resolve));

    expect(request.errors).toEqual(refusal(/begins/));
  });
});
