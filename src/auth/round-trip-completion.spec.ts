import type { FastifyReply, FastifyRequest } from 'fastify';

import { frontendWith } from '../../test/support/frontend.js';
import { Frontends, type EntraConfig, type Frontend } from '../config/index.js';
import type { AuthorizationCodeReceivedContext } from './code-received.js';
import { RoundTripCompletion } from './round-trip-completion.js';
import { transactionCookieName } from './transaction-cookie.js';
import { transactionIdOf } from './transaction-store.js';
import type { Transaction } from './transaction.js';

const tenant = '11111111-1111-1111-1111-111111111111';
const claims = { tid: tenant, oid: '22222222-2222-2222-2222-222222222222' };
const userId = `${claims.oid}.${claims.tid}`;
const state = 'the-state-of-this-round-trip';

/** A delivery of the callback, and the calls that it made. */
class Delivery {
  readonly asked: string[] = [];
  transaction: Partial<Transaction> | undefined = {
    purpose: 'sign_in',
    nonce: 'the-nonce',
    codeVerifier: 'the-verifier',
    expectedUserId: undefined,
  };
  redeemed = userId;
  readonly frontend: Frontend;
  frontends: Frontends;
  handle = (context: AuthorizationCodeReceivedContext): void => {
    context.handleCodeRedemption('the-id-token');
  };

  constructor(entra: Partial<EntraConfig> = { tenant }) {
    this.frontend = frontendWith({ entra });
    this.frontends = new Frontends([this.frontend]);
  }

  completion(query: object = { code: 'the-code', state }): RoundTripCompletion {
    const request = { query, cookies: { [transactionCookieName(transactionIdOf(state), 0)]: 'the-cookie' } };
    const reply = { clearCookie: () => this.asked.push('clear cookie') };
    return new RoundTripCompletion(
      {
        kind: 'callback',
        request: request as unknown as FastifyRequest,
        reply: reply as unknown as FastifyReply,
      },
      'https://mail.example/auth/callback',
      {
        transactions: {
          take: (taken, cookie) => {
            this.asked.push(`take ${taken} ${String(cookie)}`);
            return Promise.resolve(this.transaction as Transaction | undefined);
          },
        },
        handler: {
          onAuthorizationCodeReceived: (context) => {
            this.asked.push(`redeem ${context.code} ${context.codeVerifier} ${context.redirectUri}`);
            this.handle(context);
            return Promise.resolve({ userId: this.redeemed, storeTokens: () => Promise.resolve() });
          },
        },
        idTokens: {
          validate: (idToken) => {
            this.asked.push(`validate ${idToken}`);
            return Promise.resolve(claims as never);
          },
        },
        frontend: this.frontend,
        frontends: this.frontends,
      },
    );
  }
}

function failure(code: string, reason: RegExp): object {
  return { code, reason: expect.stringMatching(reason) as string };
}

describe('the completion of a round trip', () => {
  it('takes the transaction, redeems the code and validates the ID token, each once and in this order', async () => {
    const delivery = new Delivery();
    const completion = delivery.completion();

    await completion.validate(await completion.redeem(await completion.receive()));

    expect(delivery.asked).toEqual([
      'clear cookie',
      `take ${state} the-cookie`,
      'redeem the-code the-verifier https://mail.example/auth/callback',
      'validate the-id-token',
    ]);
    expect(completion.user).toMatchObject({ claims, account: { userId }, transaction: delivery.transaction });
  });

  it.each([
    ['another frontend', 'desk'],
    ['one that is no longer configured', 'gone'],
  ])('consumes a transaction that began at %s, and stops there', async (_what, frontend) => {
    const delivery = new Delivery();
    const desk = frontendWith({ name: 'desk', origin: 'https://desk.example' });
    delivery.frontends = new Frontends([delivery.frontend, desk], { isByHost: true, ofUnnamed: undefined });
    delivery.transaction = { ...delivery.transaction, frontend };

    await expect(delivery.completion().receive()).rejects.toMatchObject(failure('invalid_state', /foreign/));
    expect(delivery.asked).toEqual(['clear cookie', `take ${state} the-cookie`]);
  });

  it('consumes the transaction before it reads what Entra refused', async () => {
    const delivery = new Delivery();
    const completion = delivery.completion({ state, error: 'access_denied', error_description: 'AADSTS65004: no' });

    await expect(completion.receive()).rejects.toMatchObject({ code: 'access_denied' });
    expect(completion.transaction).toBe(delivery.transaction);
  });

  it.each([undefined, { purpose: 'admin_consent' as const }])('finds no transaction for %j', async (transaction) => {
    const delivery = new Delivery();
    delivery.transaction = transaction;

    await expect(delivery.completion().receive()).rejects.toMatchObject(failure('invalid_state', /unknown/));
  });

  it('redeems no code without a transaction, and validates no ID token without an account', async () => {
    const delivery = new Delivery();
    const completion = delivery.completion();

    await expect(completion.redeem('the-code')).rejects.toMatchObject(
      failure('sign_in_failed', /without a transaction/),
    );
    await expect(completion.validate('x')).rejects.toMatchObject(failure('sign_in_failed', /without a transaction/));
    await completion.receive();
    await expect(completion.validate('x')).rejects.toMatchObject(failure('sign_in_failed', /without a transaction/));
    expect(delivery.asked).toEqual(['clear cookie', `take ${state} the-cookie`]);
  });

  it('signs nobody in before every step is done', async () => {
    const completion = new Delivery().completion();
    const refused = expect.objectContaining(failure('sign_in_failed', /left out/)) as Error;

    expect(() => completion.user).toThrow(refused);
    const code = await completion.receive();
    expect(() => completion.user).toThrow(refused);
    await completion.redeem(code);
    expect(() => completion.user).toThrow(refused);
  });

  it.each<[string, (context: AuthorizationCodeReceivedContext) => void, RegExp]>([
    ['unhandled', () => undefined, /unhandled/],
    [
      'repeated',
      (context) => {
        context.handleCodeRedemption('one');
        context.handleCodeRedemption('two');
      },
      /repeated/,
    ],
  ])('fails when the handler leaves the code %s', async (_what, handle, reason) => {
    const delivery = new Delivery();
    delivery.handle = handle;
    const completion = delivery.completion();
    await completion.receive();

    await expect(completion.redeem('the-code')).rejects.toMatchObject(failure('sign_in_failed', reason));
  });

  it('refuses another user than the expected one', async () => {
    const delivery = new Delivery();
    delivery.transaction = { ...delivery.transaction, expectedUserId: 'somebody else' };
    const completion = delivery.completion();
    await completion.redeem(await completion.receive());

    await expect(completion.validate('x')).rejects.toMatchObject({
      ...failure('account_mismatch', /another user/),
      user: claims,
    });
  });

  it('refuses an account that the ID token does not name', async () => {
    const delivery = new Delivery();
    delivery.redeemed = `33333333-3333-3333-3333-333333333333.${tenant}`;
    const completion = delivery.completion();
    await completion.redeem(await completion.receive());

    await expect(completion.validate('x')).rejects.toMatchObject({
      ...failure('sign_in_failed', /different users/),
      user: claims,
    });
  });

  it('refuses an account that policy excludes, and names it', async () => {
    const delivery = new Delivery({ tenant, allowedTenants: new Set() });
    const completion = delivery.completion();
    await completion.redeem(await completion.receive());

    await expect(completion.validate('x')).rejects.toMatchObject({
      ...failure('tenant_not_allowed', /policy/),
      user: claims,
    });
  });
});
