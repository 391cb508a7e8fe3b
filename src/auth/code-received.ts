import type { Frontend } from '../config/index.js';
import type { Transaction } from './transaction.js';

/** What the strategy passes to the handler of a received authorization code. */
export class AuthorizationCodeReceivedContext {
  #idToken: string | undefined;
  #times = 0;

  constructor(
    readonly code: string,
    readonly redirectUri: string,
    readonly codeVerifier: string,
    readonly nonce: string,
    readonly transaction: Transaction,
    /** The client id and credential that redeem the code. */
    readonly frontend: Frontend,
  ) {}

  /** Marks the code as handled: it was redeemed, and must not be redeemed again. Only the ID token is shared. */
  handleCodeRedemption(idToken: string): void {
    this.#times++;
    this.#idToken = idToken;
  }

  /** How the handler left the code; anything but `handled` fails the sign-in. */
  get outcome(): { readonly kind: 'handled'; readonly idToken: string } | { readonly kind: 'unhandled' | 'repeated' } {
    if (this.#times > 1) {
      return { kind: 'repeated' };
    }
    return this.#idToken === undefined ? { kind: 'unhandled' } : { kind: 'handled', idToken: this.#idToken };
  }
}

/** The account behind a redeemed code; its tokens are not stored yet. */
export interface RedeemedAccount {
  /** MSAL's `homeAccountId`: the signed-in user id. */
  readonly userId: string;
  /** Stores the tokens in the user's partition; called once the ID token is validated. */
  storeTokens(): Promise<void>;
}

/**
 * The code-received hook. The handler redeems the code, once, and then calls `context.handleCodeRedemption(idToken)`.
 * The strategy itself has no client credential and no path to the token endpoint.
 */
export abstract class AuthorizationCodeReceivedHandler {
  /** @throws SignInFailure with a code of docs/errors.md. */
  abstract onAuthorizationCodeReceived(context: AuthorizationCodeReceivedContext): Promise<RedeemedAccount>;
}
