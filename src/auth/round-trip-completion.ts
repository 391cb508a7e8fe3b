import type { Frontend, Frontends } from '../config/index.js';
import { accountRefusal } from './account-policy.js';
import { parseCallback } from './callback-parameters.js';
import {
  AuthorizationCodeReceivedContext,
  type AuthorizationCodeReceivedHandler,
  type RedeemedAccount,
} from './code-received.js';
import type { IdTokenValidator } from './id-token-validator.js';
import { isAccountOf, type IdTokenClaims } from './id-token.js';
import { refusedSignIn, SignInFailure } from './sign-in-failure.js';
import type { CallbackTask, SignedInUser } from './strategy-task.js';
import { takeTransactionCookie } from './transaction-cookie.js';
import { transactionIdOf, type TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

interface Ports {
  readonly transactions: Pick<TransactionStore, 'take'>;
  readonly handler: AuthorizationCodeReceivedHandler;
  readonly idTokens: Pick<IdTokenValidator, 'validate'>;
  readonly frontend: Frontend;
  readonly frontends: Pick<Frontends, 'findOf'>;
}

/** One delivery of the callback: `receive`, `redeem`, `validate`, in this order. A step without the one before it is refused. */
export class RoundTripCompletion {
  #transaction: Transaction | undefined;
  #account: RedeemedAccount | undefined;
  #claims: IdTokenClaims | undefined;

  constructor(
    private readonly task: CallbackTask,
    private readonly redirectUri: string,
    private readonly ports: Ports,
  ) {}

  /** Known once the transaction was consumed; a failure names it. */
  get transaction(): Transaction | undefined {
    return this.#transaction;
  }

  /**
   * The code. Consumes the transaction before it reads anything else.
   * @throws SignInFailure
   */
  async receive(): Promise<string> {
    const { request, reply } = this.task;
    const answer = parseCallback(request.query);
    if (answer.kind === 'stateless') {
      throw new SignInFailure('invalid_state', 'no usable state');
    }
    const cookie = takeTransactionCookie(request, reply, transactionIdOf(answer.state));
    const transaction = await this.ports.transactions.take(answer.state, cookie);
    if (transaction === undefined || transaction.purpose === 'admin_consent' || !this.#isOurs(transaction)) {
      throw new SignInFailure('invalid_state', 'unknown, used, expired or foreign transaction');
    }
    this.#transaction = transaction;
    switch (answer.kind) {
      case 'code':
        return answer.code;
      case 'error':
        throw refusedSignIn(answer.refusal, 'Entra answered with an error');
      case 'malformed':
        throw new SignInFailure('sign_in_failed', answer.reason);
    }
  }

  /** A round trip that began at another frontend is refused. */
  #isOurs(transaction: Transaction): boolean {
    return this.ports.frontends.findOf(transaction) === this.ports.frontend;
  }

  /**
   * The ID token, from the code-received hook.
   * @throws SignInFailure
   */
  async redeem(code: string): Promise<string> {
    if (this.#transaction === undefined) {
      throw new SignInFailure('sign_in_failed', 'a code without a transaction');
    }
    const { codeVerifier, nonce } = this.#transaction;
    const context = new AuthorizationCodeReceivedContext(
      code,
      this.redirectUri,
      codeVerifier,
      nonce,
      this.#transaction,
      this.ports.frontend,
    );
    this.#account = await this.ports.handler.onAuthorizationCodeReceived(context);
    const { outcome } = context;
    if (outcome.kind !== 'handled') {
      throw new SignInFailure('sign_in_failed', `the code-received handler left the code ${outcome.kind}`);
    }
    return outcome.idToken;
  }

  /** @throws SignInFailure */
  async validate(idToken: string): Promise<IdTokenClaims> {
    if (this.#transaction === undefined || this.#account === undefined) {
      throw new SignInFailure('sign_in_failed', 'an ID token without a transaction');
    }
    const claims = await this.ports.idTokens.validate(idToken, this.#transaction, this.ports.frontend);
    const failure = this.#refusalOf(claims, this.#account, this.#transaction);
    if (failure !== undefined) {
      failure.user = { oid: claims.oid, tid: claims.tid };
      throw failure;
    }
    this.#claims = claims;
    return claims;
  }

  #refusalOf(
    claims: IdTokenClaims,
    { userId }: RedeemedAccount,
    { expectedUserId }: Transaction,
  ): SignInFailure | undefined {
    const { entra } = this.ports.frontend;
    if (!isAccountOf(userId, claims, entra.tenant)) {
      return new SignInFailure('sign_in_failed', 'client_info and ID token name different users');
    }
    if (expectedUserId !== undefined && expectedUserId !== userId) {
      return new SignInFailure('account_mismatch', 'another user came back');
    }
    const refusal = accountRefusal(claims, entra);
    return refusal && new SignInFailure(refusal, 'refused by policy');
  }

  /** @throws SignInFailure unless every step was done */
  get user(): SignedInUser {
    if (this.#claims === undefined || this.#account === undefined || this.#transaction === undefined) {
      throw new SignInFailure('sign_in_failed', 'a step of the sign-in was left out');
    }
    return { claims: this.#claims, account: this.#account, transaction: this.#transaction };
  }
}
