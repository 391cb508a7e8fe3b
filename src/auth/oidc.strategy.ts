import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';

import { AppConfig } from '../config/index.js';
import { EntraAuthorities } from '../entra/index.js';
import { hintsOf } from './authorization-request.js';
import {
  GuardedOidcStrategy,
  type FlowParameters,
  type Next,
  type OauthConfig,
  type OidcStrategyInternals,
  withoutBanner,
} from './oidc-strategy-internals.js';
import type { RoundTripCompletion } from './round-trip-completion.js';
import { RoundTrip } from './round-trip.js';
import { SignInFailure } from './sign-in-failure.js';
import type { BeginTask, SignedInUser, StrategyTask } from './strategy-task.js';

export const strategyName = 'entra';

/** passport-azure-ad counts the arguments of its callback to choose what it passes on. */
const verifyArguments = 9;

/** State of one call; passport makes a fresh object per request whose prototype is the strategy. */
type Attempt = BeginTask | RoundTripCompletion;

interface Facade {
  readonly query: object;
  readonly attempt: Attempt;
}

/**
 * The bridge between passport-azure-ad, which builds the authorize request and calls the steps of the callback, and
 * `RoundTrip`, which decides. The library gets no client credential, has no network access, receives a frozen query
 * instead of the request, and validates nothing. `docs/adr/0003-passport-azure-ad.md` explains why it is used and how
 * to replace it.
 */
@Injectable()
export class OidcStrategy extends PassportStrategy(GuardedOidcStrategy, strategyName, verifyArguments) {
  declare private task: StrategyTask;
  declare private attempt: Attempt;

  constructor(
    config: AppConfig,
    authorities: EntraAuthorities,
    private readonly roundTrip: RoundTrip,
  ) {
    // The library requires one of each; those of the request's frontend replace them (`setOptions`).
    const { first } = config.frontends;
    super({
      identityMetadata: `${authorities.of(first).url}/v2.0/.well-known/openid-configuration`,
      clientID: first.entra.clientId,
      // The constructor requires one; it is not the secret and is never sent.
      clientSecret: 'the hook redeems the code',
      responseType: 'code',
      responseMode: 'query',
      redirectUrl: roundTrip.redirectUriOf(first),
      allowHttpForRedirectUrl: true,
      passReqToCallback: true,
      loggingLevel: 'fatal',
      loggingNoPII: true,
    });
  }

  override authenticate(_request: object, { task }: { readonly task: StrategyTask }): void {
    this.task = task;
    this.attempt = task.kind === 'begin' ? task : this.roundTrip.complete(task);
    const facade: Facade = { query: Object.freeze({}), attempt: this.attempt };
    super.authenticate(facade, task.kind === 'begin' ? hintsOf(task.authorization) : {});
  }

  override collectInfoFromReq(parameters: FlowParameters, _request: object, next: Next): void {
    if ('authorization' in this.attempt) {
      next();
      return;
    }
    const completion = this.attempt;
    this.afterStep(
      () => completion.receive(),
      (code) => {
        parameters.code = code;
        next();
      },
    );
  }

  override setOptions(_parameters: FlowParameters, oauthConfig: OauthConfig, _validate: object, done: Next): void {
    this.afterStep(
      () => this.roundTrip.endpointFor(this.task),
      (endpoint) => {
        Object.assign(oauthConfig, endpoint);
        done();
      },
    );
  }

  /** The library creates state and nonce, and redirects; the redirect waits until the transaction is stored. */
  override _flowInitializationHandler(oauthConfig: OauthConfig, request: object, next: Next): void {
    const task = this.attempt;
    if (!('authorization' in task)) {
      this.refuse(new SignInFailure('sign_in_failed', 'a callback without a code'));
      return;
    }
    const { codeVerifier, ...parameters } = this.roundTrip.parametersOf(task);
    const redirect = this.redirect.bind(this);
    let made: { state: string; nonce: string } | undefined;
    this._sessionContentHandler = {
      add: (_request, _key, { state, nonce }) => {
        made = { state, nonce };
      },
    };
    this.redirect = (location) => {
      const own = made;
      if (own === undefined) {
        this.refuse(new Error('passport-azure-ad made no state'));
        return;
      }
      this.afterStep(
        () => this.roundTrip.begin(task, { ...own, codeVerifier }),
        () => {
          redirect(withoutBanner(location), 302);
        },
      );
    };
    Object.assign(oauthConfig, parameters);
    super._flowInitializationHandler(oauthConfig, request, next);
  }

  /** The code-received hook in place of the library's own call of the token endpoint. */
  override _getAccessTokenBySecretOrAssertion(
    ...[code, , , callback]: Parameters<OidcStrategyInternals['_getAccessTokenBySecretOrAssertion']>
  ): void {
    this.afterStep(
      () => completionOf(this.attempt).redeem(code),
      (idToken) => {
        callback(null, { id_token: idToken });
      },
    );
  }

  override _idTokenHandler(
    ...[parameters, , , , callback]: Parameters<OidcStrategyInternals['_idTokenHandler']>
  ): void {
    this.afterStep(
      () => completionOf(this.attempt).validate(parameters.id_token ?? ''),
      (claims) => {
        callback('', claims);
      },
    );
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

  /** The library's failures are texts; they are used only here. */
  override failWithLog(): void {
    this.refuse(new SignInFailure('sign_in_failed', 'passport-azure-ad refused'));
  }

  /** The last step of the library; `request` is our facade. */
  validate({ attempt }: Facade): SignedInUser {
    return completionOf(attempt).user;
  }

  /* eslint-disable no-restricted-syntax -- passport makes objects whose prototype is the strategy; they have no `#` members. */
  /**
   * The library uses callbacks, the round trip promises: a failed step ends the request. (`pass` is one of passport's
   * own actions.)
   */
  private afterStep<T>(step: () => Promise<T>, then: (value: T) => void): void {
    Promise.resolve()
      .then(step)
      .then(then)
      .catch((error: unknown) => {
        this.refuse(error);
      });
  }

  private refuse(error: unknown): void {
    if (error instanceof SignInFailure && !('authorization' in this.attempt)) {
      error.transaction = this.attempt.transaction;
    }
    this.error(error);
  }
}

function completionOf(attempt: Attempt): RoundTripCompletion {
  if ('authorization' in attempt) {
    throw new SignInFailure('sign_in_failed', 'a step of the callback in a request that begins');
  }
  return attempt;
}
