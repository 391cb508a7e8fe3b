import { Injectable } from '@nestjs/common';

import { AuditLog, Clock, Logger, Metrics, Problem, randomId } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import {
  type ClientContext,
  browserMarkOf,
  SessionStore,
  TokensGone,
  unbound,
  UserSessions,
  UserTags,
  type LiveSession,
  type Session,
  type Browser,
  type SessionOrigin,
  type TaggedUser,
} from '../session/index.js';
import { accountTypeOf } from './account-policy.js';
import { AdminApprovals } from './admin-approvals.js';
import type { IdTokenClaims } from './id-token.js';
import { SignInFailure } from './sign-in-failure.js';
import type { SignedInUser } from './strategy-task.js';
import { transactionIdOf } from './transaction-store.js';
import type { SessionHandle, Transaction } from './transaction.js';

const longestUserAgent = 256;
/**
 * All claims together, as JSON: two hundred groups fit, which is what Entra lists before it sends a reference instead.
 */
const largestClaims = 16_384;
const storeAttempts = 5;

export interface CompletedSignIn {
  /** Undefined: the browser has its session from another tab. */
  readonly cookie: string | undefined;
  readonly returnTo: string;
  readonly session: SessionHandle;
}

/** Which session the new one replaces, and where it comes from. */
interface Lineage {
  readonly previous: LiveSession | undefined;
  readonly origin: SessionOrigin;
}

/** Turns a validated round trip into a session. It stores the tokens first and creates the session afterwards. */
@Injectable()
export class SignInService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserSessions,
    private readonly approvals: AdminApprovals,
    private readonly tags: UserTags,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** @throws SignInFailure */
  async complete(user: SignedInUser, client: ClientContext, browser?: Browser): Promise<CompletedSignIn> {
    const { transaction } = user;
    const origin = { begunAt: transaction.createdAt, browser: browser && browserMarkOf(browser.id) };
    const previous = await this.#previousSession(transaction);
    if (transaction.purpose !== 'sign_in' && previous === undefined) {
      throw new SignInFailure('interaction_expired', 'the session has ended meanwhile');
    }
    if (transaction.purpose !== 'sign_in' && !isUserOf(previous, user.claims)) {
      throw new SignInFailure('account_mismatch', 'the ID token is of another user than the session');
    }
    const session = this.#sessionFor(user, client, transaction.purpose === 'sign_in' ? undefined : previous);
    const frontend = this.config.frontends.ofRecord(session);
    const tagged = { userId: session.user.id, userTag: await this.tags.of(session.user.id, frontend), frontend };
    await this.#endOtherUser(browser, tagged.userTag);
    const cookie = await this.#store(user, session, { previous, origin });
    await this.#announce(tagged, transaction);
    this.metrics.count('bff_sign_ins_total', { purpose: transaction.purpose, outcome: 'success' });
    this.audit.record(transaction.purpose, { session, permissions: transaction.permissions });
    return { cookie, returnTo: transaction.returnTo, session: { userTag: tagged.userTag, id: session.id } };
  }

  /** Never fails: the session exists, and the previous one has ended. */
  async #announce(user: TaggedUser, { purpose, permissions }: Transaction): Promise<void> {
    try {
      await this.approvals.forget(user.userTag, permissions);
      if (purpose !== 'sign_in') {
        await this.users.announcePermissions(user);
      }
    } catch (error) {
      this.logger.warning({ err: error }, 'what was granted is not announced');
    }
  }

  /**
   * The previous user of this browser. Comes first, since it may fail; a session of the same user ends when the new one
   * is created.
   */
  async #endOtherUser(browser: Browser | undefined, userTag: string): Promise<void> {
    if (browser?.userTag !== undefined && browser.userTag !== userTag) {
      await this.sessions.endOfBrowser(browser.userTag, browserMarkOf(browser.id), 'replaced');
    }
  }

  async #previousSession({ session }: Transaction): Promise<LiveSession | undefined> {
    return session === undefined ? undefined : this.sessions.findByHandle(session.userTag, session.id);
  }

  #sessionFor({ claims, account, transaction }: SignedInUser, client: ClientContext, renewed?: LiveSession): Session {
    const now = this.clock.now();
    const username = claims.preferred_username ?? claims.name ?? claims.oid;
    return {
      id: renewed?.id ?? randomId().slice(0, 22),
      frontend: transaction.frontend,
      user: {
        id: account.userId,
        name: claims.name ?? username,
        username,
        tenantId: claims.tid,
        accountType: accountTypeOf(claims),
      },
      objectId: claims.oid,
      createdAt: renewed?.createdAt ?? now,
      authenticatedAt: authenticatedAt(claims, transaction, now, renewed),
      expiresAt: renewed?.expiresAt ?? now + this.config.session.absoluteTimeoutSeconds * 1000,
      userAgent: client.userAgent.slice(0, longestUserAgent),
      country: client.country,
      entraSessionId: claims.sid,
      logoutHint: claims.login_hint,
      ...passedOn(claims, this.config.session.claims),
      origin: { transactionId: transactionIdOf(transaction.state), returnTo: transaction.returnTo },
      device: renewed?.device ?? unbound,
    };
  }

  async #store(user: SignedInUser, session: Session, lineage: Lineage): Promise<string | undefined> {
    const { previous } = lineage;
    try {
      const cookie = await this.#storeTokensAndCreate(user, session, lineage);
      if (cookie !== undefined) {
        return cookie;
      }
    } catch (error) {
      if (error instanceof SignInFailure) {
        throw error;
      }
      const reason = error instanceof Problem ? 'the store cannot be reached' : 'the store refused';
      throw new SignInFailure('sign_in_failed', reason, {}, error);
    }
    if (await this.#isRenewedElsewhere(user.transaction)) {
      return undefined;
    }
    if (previous !== undefined) {
      await this.sessions.end(previous.reference, 'signed_out');
    }
    throw new SignInFailure('interaction_expired', 'the session has ended meanwhile');
  }

  /**
   * Another tab of this browser returned at the same moment and gave the session its new cookie. That one stays: which
   * response the browser reads last is unknown. The permissions granted here are stored as well.
   */
  async #isRenewedElsewhere(transaction: Transaction): Promise<boolean> {
    return (await this.#previousSession(transaction)) !== undefined;
  }

  /** A sign-out elsewhere may delete the tokens before the session exists: they are stored again. */
  async #storeTokensAndCreate(
    user: SignedInUser,
    session: Session,
    { previous, origin }: Lineage,
  ): Promise<string | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        await user.account.storeTokens();
        return (
          (await this.sessions.create(session, previous?.reference, origin)) ??
          (user.transaction.purpose === 'sign_in' ? await this.sessions.create(session, undefined, origin) : undefined)
        );
      } catch (error) {
        if (!(error instanceof TokensGone) || attempt === storeAttempts) {
          throw error;
        }
      }
    }
  }
}

/** The account of MSAL is compared before; for a guest it does not identify the object and tenant of the ID token. */
function isUserOf(session: LiveSession | undefined, { oid, tid }: IdTokenClaims): boolean {
  return session?.user.tenantId === tid && (session.objectId ?? oid) === oid;
}

/**
 * Entra's own claim (`auth_time`, an optional claim) where the app registration requests it: an authorize request can
 * be changed on its way through the browser. Otherwise a sign-in, and a round trip with `prompt=login`, is proof at
 * that moment; a consent is none.
 */
function authenticatedAt(
  { auth_time: seconds }: IdTokenClaims,
  { purpose, prompt }: Transaction,
  now: number,
  renewed: LiveSession | undefined,
): number {
  if (seconds !== undefined) {
    return Math.min(now, seconds * 1000);
  }
  const isProof = purpose === 'sign_in' || prompt === 'login';
  return isProof || renewed === undefined ? now : (renewed.authenticatedAt ?? renewed.createdAt);
}

/** The claims of `/auth/session` besides the user. Larger ones are omitted: they would be read with each request. */
function passedOn(claims: IdTokenClaims, names: readonly string[]): Pick<Session, 'claims'> {
  const wanted = Object.entries(claims).filter(([name]) => names.includes(name));
  const isSmall = JSON.stringify(wanted).length <= largestClaims;
  return names.length === 0 ? {} : { claims: isSmall ? Object.fromEntries(wanted) : {} };
}
