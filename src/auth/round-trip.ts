import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Clock, randomId } from '../common/index.js';
import { AppConfig, type Frontend } from '../config/index.js';
import { EntraAuthorities } from '../entra/index.js';
import { claimsParameter } from './authorization-request.js';
import { BrowserIdentity } from './browser-identity.js';
import { AuthorizationCodeReceivedHandler } from './code-received.js';
import { IdTokenValidator } from './id-token-validator.js';
import { RoundTripCompletion } from './round-trip-completion.js';
import type { BeginTask, CallbackTask, StrategyTask } from './strategy-task.js';
import { setTransactionCookie } from './transaction-cookie.js';
import { transactionIdOf, TransactionStore } from './transaction-store.js';

const callbackPath = '/auth/callback';

/** Entra's authorize endpoint, and the parameters that identify the client (OpenID Connect Core 1.0 §3.1.2.1). */
interface AuthorizationEndpoint {
  readonly authorization_endpoint: string;
  readonly redirectUrl: string;
  readonly responseType: 'code';
  readonly responseMode: 'query';
  readonly clientID: string;
}

/** The parameters of one authorize request, and the secret of its callback (RFC 7636). */
interface AuthorizationParameters {
  readonly scope: string;
  readonly extraAuthReqQueryParams: Readonly<Record<string, string>>;
  readonly codeVerifier: string;
}

/** A round trip to Entra, from the authorize request to an identified user. Independent of passport. */
@Injectable()
export class RoundTrip {
  constructor(
    private readonly config: AppConfig,
    private readonly authorities: EntraAuthorities,
    private readonly transactions: TransactionStore,
    private readonly browsers: BrowserIdentity,
    private readonly handler: AuthorizationCodeReceivedHandler,
    private readonly idTokens: IdTokenValidator,
    private readonly clock: Clock,
  ) {}

  redirectUriOf({ origin }: Frontend): string {
    return `${origin}${callbackPath}`;
  }

  /** @throws Problem `identity_provider_unavailable` */
  async endpointFor({ request }: StrategyTask): Promise<AuthorizationEndpoint> {
    const frontend = this.config.frontends.of(request);
    const { authorizationEndpoint } = await this.authorities.of(frontend).metadata();
    return {
      authorization_endpoint: authorizationEndpoint,
      redirectUrl: this.redirectUriOf(frontend),
      responseType: 'code',
      responseMode: 'query',
      clientID: frontend.entra.clientId,
    };
  }

  parametersOf({ authorization }: BeginTask): AuthorizationParameters {
    const codeVerifier = randomId();
    const scopes = this.config.permissions.scopesOf(authorization.permissions, authorization.accountType);
    return {
      scope: ['openid', 'profile', 'offline_access', ...scopes].join(' '),
      extraAuthReqQueryParams: {
        client_info: '1',
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        code_challenge_method: 'S256',
        claims: claimsParameter(authorization.claims),
      },
      codeVerifier,
    };
  }

  /** Stores the transaction, and binds it to the browser by a cookie. Awaited before the browser leaves. */
  async begin(
    { authorization, request, reply }: BeginTask,
    made: { readonly state: string; readonly nonce: string; readonly codeVerifier: string },
  ): Promise<void> {
    const { purpose, returnTo, permissions, session, expectedUserId, accountType, claims, prompt } = authorization;
    const createdAt = this.clock.now();
    const browser = this.browsers.of(request).id;
    const { frontends } = this.config;
    const frontend = frontends.markOf(frontends.of(request));
    const expected = { session, browser, expectedUserId, accountType };
    const about = { frontend, purpose, returnTo, permissions, ...expected, claims, prompt, createdAt };
    const value = await this.transactions.put({ ...about, ...made });
    setTransactionCookie(request, reply, { transactionId: transactionIdOf(made.state), createdAt, value });
  }

  /** For one delivery of the callback. */
  complete(task: CallbackTask): RoundTripCompletion {
    const { frontends } = this.config;
    const frontend = frontends.of(task.request);
    return new RoundTripCompletion(task, this.redirectUriOf(frontend), {
      transactions: this.transactions,
      handler: this.handler,
      idTokens: this.idTokens,
      frontend,
      frontends,
    });
  }
}
