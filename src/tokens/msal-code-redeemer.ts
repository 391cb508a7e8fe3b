import { setTimeout as pause } from 'node:timers/promises';

import type { AuthenticationResult, ConfidentialClientApplication } from '@azure/msal-node';
import { Injectable } from '@nestjs/common';

import {
  AuthorizationCodeReceivedHandler,
  refusedSignIn,
  SignInFailure,
  type AuthorizationCodeReceivedContext,
  type RedeemedAccount,
} from '../auth/index.js';
import { AuditLog, Logger, Metrics, Problem } from '../common/index.js';
import { AppConfig, type Frontend, type Permission } from '../config/index.js';
import { loggedRefusal } from '../entra/index.js';
import { UserSessions, UserTags } from '../session/index.js';
import { MsalClients } from './msal-client.js';
import { msalErrorFacts } from './msal-error.js';
import { TokenAcquirer } from './token-acquirer.js';
import { TokenEndpointClient } from './token-endpoint-client.js';
import { identityIn } from './token-identity.js';
import type { PartitionOwner } from './token-partition.js';
import { TokenPartitionStore } from './token-partition-store.js';

const writePausesMs = [100, 400];

/** Redeems each received code once, with MSAL, and stores the tokens in the partition of MSAL's user. */
@Injectable()
export class MsalCodeRedeemer extends AuthorizationCodeReceivedHandler {
  constructor(
    private readonly clients: MsalClients,
    private readonly partitions: TokenPartitionStore,
    private readonly acquirer: TokenAcquirer,
    private readonly users: UserSessions,
    private readonly tags: UserTags,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override async onAuthorizationCodeReceived(context: AuthorizationCodeReceivedContext): Promise<RedeemedAccount> {
    const network = new TokenEndpointClient(true, this.metrics);
    const client = await this.clients.create(context.frontend, network);
    const result = await this.#redeem(client, network, context);
    const userId = result.account?.homeAccountId;
    if (result.accessToken === '' || userId === undefined) {
      throw new SignInFailure('sign_in_failed', 'the token response has no access token or no account');
    }
    context.handleCodeRedemption(result.idToken);
    const cache = client.getTokenCache().serialize();
    const { oid, tid } = identityIn(result.idToken) ?? {};
    const { frontend } = context;
    const owner = { userId, userTag: await this.tags.of(userId, frontend), oid, tid };
    const storeTokens = async (): Promise<void> => {
      // Asks Entra about the other one: a retried write doesn't ask again.
      let isOwn = false;
      await this.#write(async () => {
        if (!isOwn) {
          await this.#requireOwn(owner, frontend, context.transaction.permissions);
          isOwn = true;
        }
        await this.partitions.create(owner, cache);
      });
    };
    return { userId, storeTokens };
  }

  /**
   * MSAL takes the account from `client_info`, which is not signed. Where it names another user than the ID token (the
   * two ids of a guest cannot be compared), the tokens of one user would replace those of the other. It is unknown
   * whose is right, so both sign in again. But a guest who was removed and invited again is another object under the
   * same home account: then Entra reports that the former one's tokens are revoked, and the new ones are stored.
   */
  async #requireOwn(owner: PartitionOwner, frontend: Frontend, permissions: readonly Permission[]): Promise<void> {
    const other = await this.partitions.otherOwner(owner);
    if (other === undefined) {
      return;
    }
    const isReplaced = await this.#isGone(other, frontend, permissions);
    await this.users.endAll({ ...owner, frontend }, 'revoked');
    const { oid = '', tid = '' } = owner;
    const user = { oid, tid };
    if (isReplaced) {
      this.audit.record('account_replaced', { user, former: other.oid });
      return;
    }
    this.audit.record('tokens_of_another_user', { outcome: 'sign_in_failed', user, member: 'client_info' });
    throw new SignInFailure('sign_in_failed', 'client_info names an account whose tokens are of another user');
  }

  /**
   * Whether Entra itself reports that all tokens of that owner are revoked. Whatever else it reports, they may be
   * valid.
   */
  async #isGone(owner: PartitionOwner, frontend: Frontend, permissions: readonly Permission[]): Promise<boolean> {
    const scopes = this.config.permissions.scopesOf(permissions);
    try {
      const answer = await this.acquirer.acquire({ frontend, owner, scopes, from: 'endpoint', isForced: true });
      return answer.kind === 'gone' || (answer.kind === 'sign_in_required' && answer.isOwnWord !== true);
    } catch (error) {
      if (error instanceof Problem && error.code === 'identity_provider_unavailable') {
        throw new SignInFailure('identity_provider_unavailable', 'it is not known whose tokens are there', {}, error);
      }
      throw error;
    }
  }

  async #redeem(
    client: ConfidentialClientApplication,
    network: TokenEndpointClient,
    { code, redirectUri, codeVerifier, nonce, transaction }: AuthorizationCodeReceivedContext,
  ): Promise<AuthenticationResult> {
    try {
      const scopes = this.config.permissions.scopesOf(transaction.permissions, transaction.accountType);
      const result = await client.acquireTokenByCode({ code, redirectUri, codeVerifier, nonce, scopes });
      this.metrics.count('bff_code_redemptions_total', { outcome: 'redeemed' });
      return result;
    } catch (error) {
      const failure = signInFailureOf(error, network);
      this.metrics.count('bff_code_redemptions_total', { outcome: failure.code });
      throw failure;
    }
  }

  /** The code is consumed: a failed write is retried as a write. */
  async #write(write: () => Promise<void>): Promise<void> {
    for (const pauseMs of writePausesMs) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof Problem)) {
          throw error;
        }
        this.logger.warning({ err: error }, 'tokens not written; trying again');
        await pause(pauseMs);
      }
    }
    await write();
  }
}

function signInFailureOf(error: unknown, { outcome }: TokenEndpointClient): SignInFailure {
  if (outcome.kind === 'failed') {
    return new SignInFailure(
      'identity_provider_unavailable',
      'the token endpoint gave no usable answer',
      {},
      outcome.cause,
    );
  }
  if (outcome.kind !== 'answered' || outcome.refusal === undefined) {
    const facts = { error: msalErrorFacts(error)?.error };
    return new SignInFailure('sign_in_failed', 'the token response was refused', facts, error);
  }
  if (outcome.status === 429) {
    return new SignInFailure('identity_provider_unavailable', 'throttled', loggedRefusal(outcome.refusal));
  }
  return refusedSignIn(outcome.refusal, 'the code was refused');
}
