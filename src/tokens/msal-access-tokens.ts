import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock, fingerprint, Logger, Metrics, Problem } from '../common/index.js';
import { scopesOf, type Permission } from '../config/index.js';
import { InteractionRequired, SessionStore, SignInRequired, type LiveSession } from '../session/index.js';
import { AccessTokenMemo, isUsable, type HeldToken } from './access-token-memo.js';
import { AccessTokens, type AccessToken } from './access-tokens.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import { TokenAcquirer, type Acquisition } from './token-acquirer.js';
import type { PartitionOwner } from './token-partition-store.js';

/** An early refresh is tried this often: one that fails is no reason to hurry, and a short-lived token is always due. */
const earlyPauseMs = 30_000;
const mostPauses = 20_000;
/** A token that was got in place of a refused one, and is refused as well, is not the reason: Entra is left alone so long. */
const insteadPauseMs = 30_000;
/** How often the tokens may change while Entra's refusal of the old ones is on its way. */
const attempts = 3;

/** Access tokens from the memo, from the user's partition, or by one refresh over all replicas. */
@Injectable()
export class MsalAccessTokens extends AccessTokens {
  readonly #memo = new AccessTokenMemo();
  readonly #flights = new Map<string, Promise<Acquisition>>();
  readonly #insteadNotBefore = new LRUCache<string, number>({ max: mostPauses });
  readonly #earlyNotBefore = new LRUCache<string, number>({ max: mostPauses });

  constructor(
    private readonly acquirer: TokenAcquirer,
    private readonly coordinator: RefreshCoordinator,
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override async acquire(session: LiveSession, permissions: readonly Permission[]): Promise<AccessToken> {
    const scopes = scopesOf(permissions);
    const key = memoKey(session, scopes);
    const owner = ownerOf(session);
    const version = session.tokensVersion;
    let token = this.#memo.find(key, version, this.clock.now());
    if (token === undefined) {
      const flight = `${key}|${version}`;
      const acquire = () => this.#once(flight, () => this.#acquire(key, owner, scopes));
      token = await this.#tokenOf(await this.#settle(session, acquire), session, permissions);
    } else {
      this.metrics.count('bff_token_acquisitions_total', { source: 'memo' });
    }
    if (this.clock.now() >= token.refreshAt) {
      this.#refreshEarly(key, owner, token.version, scopes);
    }
    return token;
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
    // Another token of the version that the request began with was there when Graph refused: it is as dead.
    const isNewer = ({ token, version }: HeldToken): boolean =>
      version !== session.tokensVersion && token.reveal() !== rejected.token.reveal();
    const acquire = () =>
      this.#once(`${key}|${session.tokensVersion}|${claims}`, () =>
        this.coordinator.run({
          owner,
          purpose: `${scopes.join(' ')}|${claims}`,
          version: session.tokensVersion,
          reuse: () => this.#cachedIf(isNewer, owner, scopes),
          fetch: () => this.acquirer.acquire({ owner, scopes, from: 'endpoint', claims }),
        }),
      );
    const settled = await this.#settle(session, async () => {
      const acquisition = await acquire();
      this.#remember(key, acquisition);
      const hasOwnClaims = acquisition.kind !== 'step_up_required' || acquisition.claims !== '';
      return hasOwnClaims ? acquisition : { ...acquisition, claims };
    });
    return this.#tokenOf(settled, session, permissions);
  }

  override async acquireInsteadOf(
    session: LiveSession,
    permissions: readonly Permission[],
    rejected: AccessToken,
  ): Promise<AccessToken | undefined> {
    const scopes = scopesOf(permissions);
    const key = memoKey(session, scopes);
    const owner = ownerOf(session);
    this.#memo.forget(key);
    const flight = `${key}|${session.tokensVersion}|instead of ${fingerprint(rejected.token.reveal())}`;
    const settled = await this.#settle(session, () =>
      this.#once(flight, () =>
        this.coordinator.run({
          owner,
          purpose: scopes.join(' '),
          version: session.tokensVersion,
          reuse: () => this.#cachedIf(isOtherThan(rejected), owner, scopes),
          fetch: () => this.#fetchInstead(key, owner, session.tokensVersion, scopes),
        }),
      ),
    );
    this.#remember(key, settled);
    return settled.kind === 'not_cached' ? undefined : this.#tokenOf(settled, session, permissions);
  }

  #fetchInstead(key: string, owner: PartitionOwner, version: string, scopes: readonly string[]): Promise<Acquisition> {
    const now = this.clock.now();
    if (now < (this.#insteadNotBefore.get(key) ?? 0)) {
      return Promise.resolve({ kind: 'not_cached', version });
    }
    this.#insteadNotBefore.set(key, now + insteadPauseMs);
    return this.acquirer.acquire({ owner, scopes, from: 'endpoint', isForced: true });
  }

  async #acquire(key: string, owner: PartitionOwner, scopes: readonly string[]): Promise<Acquisition> {
    const cached = await this.acquirer.acquire({ owner, scopes, from: 'cache' });
    const acquisition =
      cached.kind === 'not_cached'
        ? await this.coordinator.run({
            owner,
            purpose: scopes.join(' '),
            version: cached.version,
            reuse: () => this.acquirer.acquire({ owner, scopes, from: 'cache' }),
            fetch: () => this.acquirer.acquire({ owner, scopes, from: 'endpoint' }),
          })
        : cached;
    this.#remember(key, acquisition);
    return acquisition;
  }

  /** A token that somebody has meanwhile renewed is reason enough to stop; the one in hand is not. */
  async #acquireNewer(
    key: string,
    owner: PartitionOwner,
    version: string,
    scopes: readonly string[],
  ): Promise<Acquisition> {
    const acquisition = await this.coordinator.run({
      owner,
      purpose: scopes.join(' '),
      version,
      reuse: () => this.#cachedIf((held) => held.version !== version, owner, scopes),
      fetch: () => this.acquirer.acquire({ owner, scopes, from: 'endpoint', isForced: true }),
    });
    this.#remember(key, acquisition);
    return acquisition;
  }

  async #cachedIf(
    isGood: (held: HeldToken) => boolean,
    owner: PartitionOwner,
    scopes: readonly string[],
  ): Promise<Acquisition> {
    const cached = await this.acquirer.acquire({ owner, scopes, from: 'cache' });
    const isUseless = cached.kind === 'token' && !isGood(cached.held);
    return isUseless ? { kind: 'not_cached', version: cached.held.version } : cached;
  }

  #remember(key: string, acquisition: Acquisition): void {
    if (acquisition.kind === 'token' && isUsable(acquisition.held, this.clock.now())) {
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
  #refreshEarly(key: string, owner: PartitionOwner, version: string, scopes: readonly string[]): void {
    const now = this.clock.now();
    if (now < (this.#earlyNotBefore.get(key) ?? 0)) {
      return;
    }
    this.#earlyNotBefore.set(key, now + earlyPauseMs);
    this.#once(`${key}|early`, () => this.#acquireNewer(key, owner, version, scopes))
      .then((acquisition) => acquisition.kind === 'sign_in_required' && this.#endAll(owner, acquisition.version))
      .catch((error: unknown) => {
        this.logger.warning({ err: error }, 'early refresh failed; the token in hand is still good');
      });
  }

  /** A refusal of tokens that have meanwhile given way to those of a new sign-in means nothing: once more, with those. */
  async #settle(session: LiveSession, acquire: () => Promise<Acquisition>): Promise<Acquisition> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const acquisition = await acquire();
      const isStale =
        acquisition.kind === 'sign_in_required' && !(await this.#endAll(ownerOf(session), acquisition.version));
      if (!isStale) {
        return acquisition;
      }
    }
    throw Problem.unavailable('identity_provider_unavailable', new Error('the tokens changed under every attempt'));
  }

  /** False when the tokens are no longer those that were refused. */
  #endAll({ userTag }: PartitionOwner, refusedVersion: string): Promise<boolean> {
    return this.sessions.endAll(userTag, 'revoked', refusedVersion);
  }

  async #tokenOf(
    acquisition: Acquisition,
    session: LiveSession,
    permissions: readonly Permission[],
  ): Promise<HeldToken> {
    switch (acquisition.kind) {
      case 'token':
        return acquisition.held;
      case 'consent_required':
      case 'admin_consent_required':
        throw new InteractionRequired(session, { kind: acquisition.kind, permissions });
      case 'step_up_required':
        throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims: acquisition.claims });
      case 'sign_in_required':
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

function isOtherThan(rejected: AccessToken): (held: HeldToken) => boolean {
  return ({ token }) => token.reveal() !== rejected.token.reveal();
}

function memoKey(session: LiveSession, scopes: readonly string[]): string {
  return `${session.reference.userTag}|${scopes.join(' ')}`;
}
