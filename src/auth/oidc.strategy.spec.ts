import { FakeClock } from '../../test/support/fake-clock.js';
import { ownPermissions, type AppConfig } from '../config/index.js';
import type { EntraAuthority } from '../entra/index.js';
import type { BrowserIdentity } from './browser-identity.js';
import type { AuthorizationCodeReceivedHandler } from './code-received.js';
import type { IdTokenValidator } from './id-token-validator.js';
import { OidcStrategy } from './oidc.strategy.js';
import type { SignedInUser } from './strategy-task.js';
import { SignInFailure } from './sign-in-failure.js';
import type { TransactionStore } from './transaction-store.js';

const tenant = '11111111-1111-1111-1111-111111111111';
const claims = { tid: tenant, oid: '22222222-2222-2222-2222-222222222222' };
const account = { userId: `${claims.oid}.${claims.tid}` };
const transaction = { nonce: 'the-nonce', codeVerifier: 'the-verifier' };

interface Attempt {
  task?: object;
  transaction?: object;
  account?: object;
  claims?: object;
}

/** A strategy for one request, as passport makes it, with the step that it is at. */
type OneRequest = Pick<OidcStrategy, keyof OidcStrategy> & { attempt: Attempt; readonly errors: unknown[] };

/** The steps that the library takes in another order, or not at all, in no version that we know. */
describe('the strategy, asked for a step that has no place', () => {
  const asked: string[] = [];
  const strategy = new OidcStrategy(
    {
      publicUrl: 'https://mail.example',
      entra: { clientId: 'the-client', tenant },
      permissions: ownPermissions,
    } as AppConfig,
    { url: 'https://login.example' } as EntraAuthority,
    {} as TransactionStore,
    {} as BrowserIdentity,
    {
      onAuthorizationCodeReceived: () => {
        asked.push('redeem');
        return Promise.resolve(account);
      },
    } as unknown as AuthorizationCodeReceivedHandler,
    {
      validate: () => {
        asked.push('validate');
        return Promise.resolve(claims);
      },
    } as unknown as IdTokenValidator,
    new FakeClock(),
  );

  function at(attempt: Attempt): OneRequest {
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
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    asked.length = 0;
  });

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
    const request = at({ task: { kind: 'callback' }, transaction });
    step(request);

    expect(request.errors).toEqual(refusal(reason));
    expect((request.errors[0] as SignInFailure).transaction).toBe(transaction);
  });

  it('keeps what is personal out of the log of the library', () => {
    expect((strategy as unknown as { _options: object })._options).toMatchObject({ loggingNoPII: true });
  });

  it('redeems no code without a transaction', async () => {
    const request = at({});
    request._getAccessTokenBySecretOrAssertion('the-code', {}, notCalled, notCalled);
    await settled();

    expect(request.errors).toEqual(refusal(/without a transaction/));
    expect(asked).toEqual([]);
  });

  it.each<[string, Attempt]>([
    ['a transaction', { account }],
    ['an account', { transaction }],
  ])('validates no ID token without %s', async (_what, attempt) => {
    const request = at(attempt);
    request._idTokenHandler({ id_token: 'x' }, {}, {}, notCalled, notCalled);
    await settled();

    expect(request.errors).toEqual(refusal(/without a transaction/));
    expect(asked).toEqual([]);
  });

  it.each(['claims', 'account', 'transaction'] as const)('lets nobody in without %s', (name) => {
    const attempt = { claims, account, transaction };
    const facade = (of: Attempt): Parameters<OidcStrategy['validate']>[0] =>
      ({ query: {}, attempt: of }) as unknown as Parameters<OidcStrategy['validate']>[0];

    expect(strategy.validate(facade(attempt))).toEqual(attempt as unknown as SignedInUser);
    expect(() => strategy.validate(facade({ ...attempt, [name]: undefined }))).toThrow(SignInFailure);
  });
});
