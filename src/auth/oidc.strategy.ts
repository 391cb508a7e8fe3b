import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';

import { Clock, randomId } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { EntraAuthority } from '../entra/index.js';
import { accountRefusal } from './account-policy.js';
import { claimsParameter, hintsOf } from './authorization-request.js';
import { BrowserIdentity } from './browser-identity.js';
import { parseCallback } from './callback-parameters.js';
import {
  AuthorizationCodeReceivedContext,
  AuthorizationCodeReceivedHandler,
  type RedeemedAccount,
} from './code-received.js';
import { IdTokenValidator } from './id-token-validator.js';
import { isAccountOf, type IdTokenClaims } from './id-token.js';
import {
  GuardedOidcStrategy,
  type FlowParameters,
  type Next,
  type OauthConfig,
  type OidcStrategyInternals,
  withoutBanner,
} from './oidc-strategy-internals.js';
import { refusedSignIn, SignInFailure } from './sign-in-failure.js';
import type { SignedInUser, StrategyTask } from './strategy-task.js';
import { setTransactionCookie, takeTransactionCookie } from './transaction-cookie.js';
import { transactionIdOf, TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

export const strategyName = 'entra';
export const callbackPath = '/auth/callback';

/** State of one call; passport makes a fresh object per request whose prototype is the strategy. */
interface Attempt {
  readonly task: StrategyTask;
  transaction?: Transaction;
  account?: RedeemedAccount;
  claims?: IdTokenClaims;
}

interface Facade {
  readonly query: object;
  readonly attempt: Attempt;
}

/** passport-azure-ad counts the arguments of its callback to choose what it passes on. */
const verifyArguments = 9;

/**
 * passport-azure-ad as a shell: it builds the authorize request and drives the callback, and everything that decides is
 * ours. It gets no client credential, reaches no network, sees a frozen query instead of the request, and validates
 * nothing. `docs/adr/0003-passport-azure-ad.md` says why it is here and how to replace it.
 */
@Injectable()
export class OidcStrategy extends PassportStrategy(GuardedOidcStrategy, strategyName, verifyArguments) {
  declare private attempt: Attempt;

  constructor(
    private readonly config: AppConfig,
    private readonly authority: EntraAuthority,
    private readonly transactions: TransactionStore,
    private readonly browsers: BrowserIdentity,
    private readonly handler: AuthorizationCodeReceivedHandler,
    private readonly idTokens: IdTokenValidator,
    private readonly clock: Clock,
  ) {
    super({
      identityMetadata: `${authority.url}/v2.0/.well-known/openid-configuration`,
      clientID: config.entra.clientId,
      // The constructor insists on one; it is not the secret and is never sent.
      clientSecret: 'the hook redeems the code',
      responseType: 'code',
      responseMode: 'query',
      redirectUrl: `${config.publicUrl}${callbackPath}`,
      allowHttpForRedirectUrl: true,
      passReqToCallback: true,
      loggingLevel: 'fatal',
      loggingNoPII: true,
    });
  }

  override authenticate(_request: object, options: { readonly task: StrategyTask }): void {
    const { task } = options;
    this.attempt = { task };
    const facade: Facade = { query: Object.freeze({}), attempt: this.attempt };
    super.authenticate(facade, task.kind === 'begin' ? hintsOf(task.authorization) : {});
  }

  /** Takes the transaction out before it looks at anything else of the callback. */
  override collectInfoFromReq(parameters: FlowParameters, _request: object, next: Next): void {
    if (this.attempt.task.kind === 'begin') {
      next();
      return;
    }
    this.consumeCallback(this.attempt.task)
      .then((code) => {
        parameters.code = code;
        next();
      })
      .catch((error: unknown) => {
        this.refuse(error);
      });
  }

  override setOptions(_parameters: FlowParameters, oauthConfig: OauthConfig, _validate: object, done: Next): void {
    this.authority
      .metadata()
      .then(({ authorizationEndpoint }) => {
        oauthConfig.authorization_endpoint = authorizationEndpoint;
        oauthConfig.redirectUrl = `${this.config.publicUrl}${callbackPath}`;
        oauthConfig.responseType = 'code';
        oauthConfig.responseMode = 'query';
        oauthConfig.clientID = this.config.entra.clientId;
        done();
      })
      .catch((error: unknown) => {
        this.refuse(error);
      });
  }

  /** Stores the transaction before the browser leaves. */
  override _flowInitializationHandler(oauthConfig: OauthConfig, request: object, next: Next): void {
    const { task } = this.attempt;
    if (task.kind !== 'begin') {
      this.refuse(new SignInFailure('sign_in_failed', 'a callback without a code'));
      return;
    }
    const codeVerifier = randomId();
    const redirect = this.redirect.bind(this);
    let made: { state: string; nonce: string } | undefined;
    this._sessionContentHandler = {
      add: (_request, _key, tuple) => {
        made = tuple;
      },
    };
    this.redirect = (location) => {
      this.remember(task, made, codeVerifier)
        .then(() => {
          redirect(withoutBanner(location), 302);
        })
        .catch((error: unknown) => {
          this.refuse(error);
        });
    };
    const scopes = this.config.permissions.scopesOf(task.authorization.permissions);
    oauthConfig.scope = ['openid', 'profile', 'offline_access', ...scopes].join(' ');
    oauthConfig.extraAuthReqQueryParams = {
      client_info: '1',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      claims: claimsParameter(task.authorization.claims),
    };
    super._flowInitializationHandler(oauthConfig, request, next);
  }

  /** The code-received hook in place of the library's own call of the token endpoint. */
  override _getAccessTokenBySecretOrAssertion(
    ...[code, , , callback]: Parameters<OidcStrategyInternals['_getAccessTokenBySecretOrAssertion']>
  ): void {
    this.redeem(code)
      .then((idToken) => {
        callback(null, { id_token: idToken });
      })
      .catch((error: unknown) => {
        this.refuse(error);
      });
  }

  override _idTokenHandler(
    ...[parameters, , , , callback]: Parameters<OidcStrategyInternals['_idTokenHandler']>
  ): void {
    this.validateIdToken(parameters.id_token ?? '')
      .then((claims) => {
        callback('', claims);
      })
      .catch((error: unknown) => {
        this.refuse(error);
      });
  }

  override _implicitFlowHandler(): void {
    this.refuse(new SignInFailure('sign_in_failed', 'implicit flow'));
  }

  override _hybridFlowHandler(): void {
    this.refuse(new SignInFailure('sign_in_failed', 'hybrid flow'));
  }

  override _errorResponseHandler(): void {
    this.refuse(new SignInFailure('sign_in_failed', 'error outside of our own reading'));
  }

  /** The library's failures are texts; they go nowhere but here. */
  override failWithLog(): void {
    this.refuse(new SignInFailure('sign_in_failed', 'passport-azure-ad refused'));
  }

  /** The last step of the library; `request` is our facade. */
  validate(request: Facade): SignedInUser {
    const { claims, account, transaction } = request.attempt;
    if (claims === undefined || account === undefined || transaction === undefined) {
      throw new SignInFailure('sign_in_failed', 'a step of the sign-in was left out');
    }
    return { claims, account, transaction };
  }

  private refuse(error: unknown): void {
    if (error instanceof SignInFailure) {
      error.transaction = this.attempt.transaction;
    }
    this.error(error);
  }

  private async consumeCallback({ request, reply }: StrategyTask): Promise<string> {
    const answer = parseCallback(request.query);
    if (answer.kind === 'stateless') {
      throw new SignInFailure('invalid_state', 'no usable state');
    }
    const cookie = takeTransactionCookie(request, reply, transactionIdOf(answer.state));
    const transaction = await this.transactions.take(answer.state, cookie);
    if (transaction === undefined || transaction.purpose === 'admin_consent') {
      throw new SignInFailure('invalid_state', 'unknown, used, expired or foreign transaction');
    }
    this.attempt.transaction = transaction;
    switch (answer.kind) {
      case 'code':
        return answer.code;
      case 'error':
        throw refusedSignIn(answer.refusal, 'Entra answered with an error');
      case 'malformed':
        throw new SignInFailure('sign_in_failed', answer.reason);
    }
  }

  private async remember(
    task: StrategyTask & { kind: 'begin' },
    made: { state: string; nonce: string } | undefined,
    codeVerifier: string,
  ): Promise<void> {
    if (made === undefined) {
      throw new Error('passport-azure-ad made no state');
    }
    const { purpose, returnTo, permissions, session, expectedUserId, claims } = task.authorization;
    const createdAt = this.clock.now();
    const { state, nonce } = made;
    const browser = this.browsers.of(task.request).id;
    const about = { purpose, returnTo, permissions, session, browser, expectedUserId, claims, createdAt };
    const value = await this.transactions.put({ ...about, state, nonce, codeVerifier });
    setTransactionCookie(task.request, task.reply, { transactionId: transactionIdOf(state), createdAt, value });
  }

  private async redeem(code: string): Promise<string> {
    const { transaction } = this.attempt;
    if (transaction === undefined) {
      throw new SignInFailure('sign_in_failed', 'a code without a transaction');
    }
    const redirectUri = `${this.config.publicUrl}${callbackPath}`;
    const { codeVerifier, nonce } = transaction;
    const context = new AuthorizationCodeReceivedContext(code, redirectUri, codeVerifier, nonce, transaction);
    this.attempt.account = await this.handler.onAuthorizationCodeReceived(context);
    const { outcome } = context;
    if (outcome.kind !== 'handled') {
      throw new SignInFailure('sign_in_failed', `the code-received handler left the code ${outcome.kind}`);
    }
    return outcome.idToken;
  }

  private async validateIdToken(idToken: string): Promise<IdTokenClaims> {
    const { transaction, account } = this.attempt;
    if (transaction === undefined || account === undefined) {
      throw new SignInFailure('sign_in_failed', 'an ID token without a transaction');
    }
    const claims = await this.idTokens.validate(idToken, transaction);
    if (!isAccountOf(account.userId, claims, this.config.entra.tenant)) {
      throw new SignInFailure('sign_in_failed', 'client_info and ID token name different users');
    }
    if (transaction.expectedUserId !== undefined && transaction.expectedUserId !== account.userId) {
      throw new SignInFailure('account_mismatch', 'another user came back');
    }
    const refusal = accountRefusal(claims, this.config.entra);
    if (refusal !== undefined) {
      throw new SignInFailure(refusal, 'refused by policy');
    }
    this.attempt.claims = claims;
    return claims;
  }
}
