import { Injectable } from '@nestjs/common';

import { Clock, Logger, Problem } from '../common/index.js';
import { scopesOf, type Permission } from '../config/index.js';
import { InteractionRequired, SessionStore, SignInRequired, type LiveSession } from '../session/index.js';
import { AccessTokenMemo, expiryMarginMs } from './access-token-memo.js';
import { AccessTokens, type AccessToken } from './access-tokens.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import { TokenAcquirer, type Acquisition } from './token-acquirer.js';
import type { PartitionOwner } from './token-partition-store.js';

/** After a background refresh that failed, the next one is tried this much later. */
const backgroundPauseMs = 30_000;

/** Access tokens from the memo, from the user's partition, or by one refresh over all replicas. */
@Injectable()
export class MsalAccessTokens extends AccessTokens {
  readonly #memo = new AccessTokenMemo();
  readonly #flights = new Map<string, Promise<Acquisition>>();
  readonly #backgroundNotBefore = new Map<string, number>();

  constructor(
    private readonly acquirer: TokenAcquirer,
    private readonly coordinator: RefreshCoordinator,
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    super();
  }

  override async acquire(session: LiveSession, permissions: readonly Permission[]): Promise<AccessToken> {
    const scopes = scopesOf(permissions);
    const key = memoKey(session, scopes);
    const now = this.clock.now();
    const held = this.#memo.find(key, session.tokensVersion, now);
    if (held !== undefined) {
      if (now >= held.refreshAt) {
        this.#refreshInBackground(key, session, session.tokensVersion, scopes);
      }
      return held;
    }
    const version = session.tokensVersion;
    try {
      const acquisition = await this.#once(key, () => this.#acquire(key, ownerOf(session), version, scopes));
      return await this.#tokenOf(acquisition, session, permissions);
    } catch (error) {
      const ageing = this.#memo.findAgeing(key, version, this.clock.now());
      if (ageing !== undefined && error instanceof Problem && error.code === 'identity_provider_unavailable') {
        return ageing;
      }
      throw error;
    }
  }

  override async acquireWithClaims(
    session: LiveSession,
    permissions: readonly Permission[],
    claims: string,
    rejected: AccessToken,
  ): Promise<AccessToken> {
    const scopes = scopesOf(permissions);
    const key = memoKey(session, scopes);
    const owner = ownerOf(session);
    this.#memo.forget(key);
    const acquisition = await this.#once(`${key}|${claims}`, () =>
      this.coordinator.run({
        owner,
        purpose: `${scopes.join(' ')}|${claims}`,
        version: session.tokensVersion,
        reuse: async () => {
          const cached = await this.acquirer.acquire({ owner, scopes, from: 'cache' });
          const isTheRejected = cached.kind === 'token' && cached.held.token.reveal() === rejected.token.reveal();
          return isTheRejected ? { kind: 'not_cached' } : cached;
        },
        fetch: () => this.acquirer.acquire({ owner, scopes, from: 'endpoint', claims }),
      }),
    );
    this.#remember(key, acquisition);
    if (acquisition.kind === 'step_up_required' && acquisition.claims === '') {
      return this.#tokenOf({ kind: 'step_up_required', claims }, session, permissions);
    }
    return this.#tokenOf(acquisition, session, permissions);
  }

  async #acquire(
    key: string,
    owner: PartitionOwner,
    version: string,
    scopes: readonly string[],
    isForced = false,
  ): Promise<Acquisition> {
    const reuse = (): Promise<Acquisition> => this.acquirer.acquire({ owner, scopes, from: 'cache' });
    const cached = isForced ? ({ kind: 'not_cached' } as const) : await reuse();
    const acquisition =
      cached.kind !== 'not_cached'
        ? cached
        : await this.coordinator.run({
            owner,
            purpose: scopes.join(' '),
            version,
            reuse: async () => {
              const found = await reuse();
              // In the background a token that is still good is no reason to stop, one that somebody renewed is.
              const isStillTheOld = isForced && found.kind === 'token' && found.held.version === version;
              return isStillTheOld ? { kind: 'not_cached' } : found;
            },
            fetch: () => this.acquirer.acquire({ owner, scopes, from: 'endpoint', isForced }),
          });
    this.#remember(key, acquisition);
    return acquisition;
  }

  #remember(key: string, acquisition: Acquisition): void {
    if (acquisition.kind === 'token' && acquisition.held.expiresAt - expiryMarginMs > this.clock.now()) {
      this.#memo.hold(key, acquisition.held);
    }
  }

  /** All who want the same in this process wait for one. */
  #once(key: string, work: () => Promise<Acquisition>): Promise<Acquisition> {
    const flying = this.#flights.get(key);
    if (flying !== undefined) {
      return flying;
    }
    const flight = work().finally(() => {
      this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }

  /** Nobody waits: the token in hand is still good. */
  #refreshInBackground(key: string, session: LiveSession, version: string, scopes: readonly string[]): void {
    const now = this.clock.now();
    if (now < (this.#backgroundNotBefore.get(key) ?? 0)) {
      return;
    }
    this.#backgroundNotBefore.set(key, now + backgroundPauseMs);
    this.#once(`${key}|early`, () => this.#acquire(key, ownerOf(session), version, scopes, true))
      .then((acquisition) => {
        if (acquisition.kind === 'token') {
          this.#backgroundNotBefore.delete(key);
        }
      })
      .catch((error: unknown) => {
        this.logger.warning({ err: error }, 'early refresh failed; the token in hand is still good');
      });
  }

  async #tokenOf(
    acquisition: Acquisition,
    session: LiveSession,
    permissions: readonly Permission[],
  ): Promise<AccessToken> {
    switch (acquisition.kind) {
      case 'token':
        return acquisition.held;
      case 'consent_required':
      case 'admin_consent_required':
        throw new InteractionRequired(session, { kind: acquisition.kind, permissions });
      case 'step_up_required':
        throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims: acquisition.claims });
      case 'sign_in_required':
        await this.sessions.endAll(session.reference.userTag, 'revoked');
        throw new SignInRequired(session);
      case 'gone':
      case 'not_cached':
        await this.sessions.end(session.reference, 'revoked');
        throw new SignInRequired(session);
      case 'unclear':
        throw Problem.unavailable('identity_provider_unavailable', new Error('Entra refuses without a usable reason'));
      case 'misconfigured':
        throw Problem.unavailable('identity_provider_unavailable', new Error('Entra refuses this client'), 60);
    }
  }
}

function ownerOf(session: LiveSession): PartitionOwner {
  return { userTag: session.reference.userTag, userId: session.user.id };
}

function memoKey(session: LiveSession, scopes: readonly string[]): string {
  return `${session.reference.userTag}|${scopes.join(' ')}`;
}
