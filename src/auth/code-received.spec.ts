import { theFrontend } from '../../test/support/frontend.js';
import { AuthorizationCodeReceivedContext } from './code-received.js';
import type { Transaction } from './transaction.js';

function context(): AuthorizationCodeReceivedContext {
  return new AuthorizationCodeReceivedContext(
    'code',
    'https://mail.example/auth/callback',
    'verifier',
    'nonce',
    {} as Transaction,
    theFrontend,
  );
}

describe('the context of a received code', () => {
  it('is unhandled until the handler says otherwise', () => {
    expect(context().outcome).toEqual({ kind: 'unhandled' });
  });

  it('is handled with the ID token and nothing else', () => {
    const received = context();
    received.handleCodeRedemption('id-token');
    expect(received.outcome).toEqual({ kind: 'handled', idToken: 'id-token' });
  });

  it('is repeated when the handler says so twice, and then has no ID token', () => {
    const received = context();
    received.handleCodeRedemption('one');
    received.handleCodeRedemption('two');
    expect(received.outcome).toEqual({ kind: 'repeated' });
  });
});
