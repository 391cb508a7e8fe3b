import { Injectable } from '@nestjs/common';

import { Clock, fingerprint, Logger, Metrics, Problem } from '../common/index.js';
import { AppConfig, type AccountType, type Frontend, type Permission } from '../config/index.js';
import { InteractionRequired, SessionStore, SignInRequired, UserSessions, type LiveSession } from '../session/index.js';
import { AccessTokenMemo, isUsable, type HeldToken } from './access-token-memo.js';
import { AccessTokens, type AccessToken } from './access-tokens.js';
import { Cooldown } from './cooldown.js';
import { RefusedScopes } from './refused-scopes.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import { TokenAcquirer, type Acquisition, type AcquisitionRequest } from './token-acquirer.js';
import type { PartitionOwner } from './token-partition.js';

/**
 * The interval of early refreshes: a failed one need not be repeated at once, and a short-lived token is always due.
 */
const earlyPauseMs = 30_000;
/** A token that replaced a refused one, and is refused as well, is not the reason: Entra is not asked for so long. */
const insteadPauseMs = 30_000;
/** How often the tokens may change while Entra's refusal of the old ones is on its way. */
const attempts = 3;

/** About a policy that no sign-in satisfies. */
const blockedByPolicy = {
  reason: 'access_blocked_by_policy',
  detail:
    "A security policy of the user's organization blocks access. Signing in again does not help; an administrator can.",
} as const;

/** An access token for a user: the user, and its permissions. */
interface Wanted {
  readonly key: string;
  readonly owner: PartitionOwner;
  readonly frontend: Frontend;
  readonly scopes: readonly string[];
  readonly accountType: AccountType;
}

/** Why the existing tokens are not sufficient, and how to get another one. */
interface Renewal {
  /** Of the partition with the insufficient tokens. */
  readonly version: string;
  /** Whether a token that another replica has stored meanwhile is sufficient, so that Entra need not be asked. */
  readonly isGoodEnough: (held: HeldToken) => boolean;
  /** How Entra is asked. */
  readonly how: Pick<AcquisitionRequest, 'isForced' | 'claims'>;
  readonly mayAsk?: () => boolean;
}

/** Access tokens from the cache, from the user's partition, or by one refresh over all replicas. */
@Injectable()
export class MsalAccessTokens extends AccessTokens {
  readonly #memo = new AccessTokenMemo();
  readonly #flights = new Map<string, Promise<Acquisition>>();
  readonly #early = new Cooldown(earlyPauseMs);
  readonly #instead = new Cooldown(insteadPauseMs);

  constructor(
    private readonly acquirer: TokenAcquirer,
    private readonly coordinator: RefreshCoordinator,
    private readonly sessions: SessionStore,
    private readonly users: UserSessions,
    private readonly refused: RefusedScopes,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override async acquire(session: LiveSession, permissions: readonly Permission[]): Promise<AccessToken> {
    const wanted = this.#wantedFor(session, permissions);
    const version = session.tokensVersion;
    let token = this.#memo.find(wanted.key, version, this.clock.now());
    if (token === undefined) {
      const acquire = () => this.#once(`${wanted.key}|${version}`, () => this.#acquire(wanted));
      token = await this.#tokenOf(await this.#settle(session, acquire), session, permissions);
    } else {
      this.metrics.count('bff_token_acquisitions_total', { source: 'memo' });
    }
    if (this.clock.now() >= token.refreshAt) {
      this.#refreshEarly(wanted, token.version);
    }
    return token;
  }

  override async acquireWithClaims(
    session: LiveSession,
    permissions: readonly Permission[],
    claims: string,
    rejected: AccessToken,
  ): Promise<AccessToken> {
    const wanted = this.#wantedFor(session, permissions);
    const version = session.tokensVersion;
    this.#memo.forget(wanted.key);
    const renewal: Renewal = {
      version,
      // Another token of the version from the beginning of the request existed when Graph refused: it is refused too.
      isGoodEnough: (held) => held.version !== version && isOther(held, rejected),
      how: { claims },
    };
    const settled = await this.#settle(session, async () => {
      const acquisition = await this.#once(`${wanted.key}|${version}|${claims}`, () => this.#renew(wanted, renewal));
      const hasOwnClaims = acquisition.kind !== 'step_up_required' || acquisition.claims !== '';
      return hasOwnClaims ? acquisition : { ...acquisition, claims };
    });
    return this.#tokenOf(settled, session, permissions);
  }

  override async acquireInsteadOf(
    session: LiveSession,
    permissions: readonly Permission[],
    rejected: AccessToken,
    wasAccepted = false,
  ): Promise<AccessToken | undefined> {
    const wanted = this.#wantedFor(session, permissions);
    const version = session.tokensVersion;
    this.#memo.forget(wanted.key);
    const renewal: Renewal = {
      version,
      isGoodEnough: (held) => isOther(held, rejected),
      how: { isForced: true },
      mayAsk: () => this.#instead.begin(wanted.key, this.clock.now()) || wasAccepted,
    };
    const flight = `${wanted.key}|${version}|instead of ${fingerprint(rejected.token.reveal())}`;
    const settled = await this.#settle(session, () => this.#once(flight, () => this.#renew(wanted, renewal)));
    return settled.kind === 'not_cached' ? undefined : this.#tokenOf(settled, session, permissions);
  }

  #wantedFor(session: LiveSession, permissions: readonly Permission[]): Wanted {
    const { accountType } = session.user;
    const scopes = this.config.permissions.scopesOf(permissions, accountType);
    const owner = ownerOf(session);
    // Not by the tag alone: a session of another user under it gets nothing of this one.
    const key = [owner.userTag, owner.tid ?? '', owner.oid ?? '', scopes.join(' ')].join('|');
    return { key, owner, frontend: this.config.frontends.ofRecord(session), scopes, accountType };
  }

  async #acquire(wanted: Wanted): Promise<Acquisition> {
    const cached = await this.#cached(wanted);
    if (cached.kind === 'not_cached') {
      return this.#renew(wanted, { version: cached.version, isGoodEnough: () => true, how: {} });
    }
    this.#remember(wanted.key, cached);
    return cached;
  }

  /** One run over all replicas for callers with the same request: another replica's token, or Entra's response. */
  async #renew(wanted: Wanted, { version, isGoodEnough, how, mayAsk }: Renewal): Promise<Acquisition> {
    const { key, owner, frontend, scopes } = wanted;
    const acquisition = await this.coordinator.run({
      owner,
      purpose: [scopes.join(' '), ...(how.claims === undefined ? [] : [how.claims])].join('|'),
      version,
      reuse: async () => {
        const cached = await this.#cached(wanted);
        const isUseless = cached.kind === 'token' && !isGoodEnough(cached.held);
        return isUseless ? { kind: 'not_cached', version: cached.held.version } : cached;
      },
      fetch: () =>
        (mayAsk?.() ?? true)
          ? this.acquirer.acquire({ frontend, owner, scopes, from: 'endpoint', ...how })
          : Promise.resolve({ kind: 'not_cached', version }),
    });
    this.#remember(key, acquisition);
    if (acquisition.kind === 'token' && acquisition.isNewlyGranted === true) {
      await this.refused.granted({ ...owner, frontend }, scopes, wanted.accountType);
    }
    return acquisition;
  }

  #cached({ frontend, owner, scopes }: Wanted): Promise<Acquisition> {
    return this.acquirer.acquire({ frontend, owner, scopes, from: 'cache' });
  }

  #remember(key: string, acquisition: Acquisition): void {
    if (acquisition.kind === 'token' && isUsable(acquisition.held, this.clock.now())) {
      this.#memo.hold(key, acquisition.held);
    }
  }

  /** All callers with the same request in this process wait for one. */
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

  /**
   * No request waits: the present token is still valid. A token that was renewed meanwhile is a sufficient reason to
   * stop.
   */
  #refreshEarly(wanted: Wanted, version: string): void {
    if (!this.#early.begin(wanted.key, this.clock.now())) {
      return;
    }
    const renewal: Renewal = {
      version,
      isGoodEnough: (held) => held.version !== version,
      how: { isForced: true },
    };
    this.#once(`${wanted.key}|early`, () => this.#renew(wanted, renewal))
      .then((acquisition) => acquisition.kind === 'sign_in_required' && this.#endAll(wanted, acquisition.version))
      .catch((error: unknown) => {
        this.logger.warning({ err: error }, 'early refresh failed; the token in hand is still good');
      });
  }

  /**
   * A refusal of tokens that were meanwhile replaced by those of a new sign-in means nothing: once more, with those.
   */
  async #settle(session: LiveSession, acquire: () => Promise<Acquisition>): Promise<Acquisition> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const acquisition = await acquire();
      const isStale =
        acquisition.kind === 'sign_in_required' &&
        !(await this.#endAll(
          { owner: ownerOf(session), frontend: this.config.frontends.ofRecord(session) },
          acquisition.version,
        ));
      if (!isStale) {
        return acquisition;
      }
    }
    throw Problem.unavailable('identity_provider_unavailable', new Error('the tokens changed under every attempt'));
  }

  /** False when the tokens are no longer the refused ones. */
  #endAll({ owner, frontend }: Pick<Wanted, 'owner' | 'frontend'>, refusedVersion: string): Promise<boolean> {
    return this.users.endRefused({ ...owner, frontend }, refusedVersion);
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
        await this.refused.remember(session.reference.userTag, this.#wantedFor(session, permissions).scopes);
        throw new InteractionRequired(session, { kind: acquisition.kind, permissions });
      case 'step_up_required':
        throw new InteractionRequired(session, { kind: 'step_up_required', permissions, claims: acquisition.claims });
      case 'access_blocked':
        throw new Problem('forbidden', { members: blockedByPolicy });
      case 'sign_in_required':
        throw new SignInRequired(session);
      case 'gone':
      case 'not_cached':
        await this.sessions.end(session.reference, 'revoked');
        throw new SignInRequired(session);
      case 'unclear':
        throw Problem.unavailable(
          'identity_provider_unavailable',
          new Error('Entra refuses without a usable reason'),
          30,
        );
      case 'misconfigured':
        throw Problem.unavailable('identity_provider_unavailable', new Error('Entra refuses this client'), 60);
    }
  }
}

function ownerOf(session: LiveSession): PartitionOwner {
  const { reference, user, objectId } = session;
  return { userTag: reference.userTag, userId: user.id, oid: objectId, tid: user.tenantId };
}

function isOther({ token }: HeldToken, rejected: AccessToken): boolean {
  return token.reveal() !== rejected.token.reveal();
}
