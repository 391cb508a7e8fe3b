import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AuditLog, Clock, randomId } from '../common/index.js';
import { AppConfig, type Permission } from '../config/index.js';
import { EntraAuthorities, entraRefusalOf, type EntraRefusal } from '../entra/index.js';
import { SessionStore, UserSessions, type LiveSession } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';
import { parseCallback } from './callback-parameters.js';
import { refusedSignIn, SignInFailure, type AuthErrorCode } from './sign-in-failure.js';
import { setTransactionCookie, takeTransactionCookie } from './transaction-cookie.js';
import { transactionIdOf, TransactionStore } from './transaction-store.js';
import type { SessionHandle } from './transaction.js';

export const adminConsentCallbackPath = '/auth/admin-consent/callback';

/**
 * The tenant-wide consent of an administrator: a round trip without a code, which is bound and used once like every
 * other.
 */
@Injectable()
export class AdminConsent {
  constructor(
    private readonly authorities: EntraAuthorities,
    private readonly transactions: TransactionStore,
    private readonly approvals: AdminApprovals,
    private readonly sessions: SessionStore,
    private readonly users: UserSessions,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Where the browser goes: always the tenant of the session, never `common`. */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    trip: { readonly session: LiveSession; readonly permissions: readonly Permission[]; readonly returnTo: string },
  ): Promise<string> {
    const { session, permissions, returnTo } = trip;
    const { frontends, permissions: catalogue } = this.config;
    const frontend = frontends.of(request);
    const { authorizationEndpoint } = await this.authorities.of(frontend).metadata();
    const state = randomId();
    const createdAt = this.clock.now();
    const value = await this.transactions.put({
      purpose: 'admin_consent',
      frontend: frontends.markOf(frontend),
      state,
      nonce: '',
      codeVerifier: '',
      returnTo,
      permissions,
      session: { userTag: session.reference.userTag, id: session.id },
      expectedUserId: undefined,
      claims: undefined,
      createdAt,
    });
    setTransactionCookie(request, reply, { transactionId: transactionIdOf(state), createdAt, value });
    const url = new URL(`/${session.user.tenantId}/v2.0/adminconsent`, authorizationEndpoint);
    url.search = new URLSearchParams({
      client_id: frontend.entra.clientId,
      scope: catalogue.scopesOf(permissions).join(' '),
      redirect_uri: `${frontend.origin}${adminConsentCallbackPath}`,
      state,
    }).toString();
    return url.href;
  }

  /**
   * Where the browser goes when it returns. `tenant` and the other parameters prove nothing (anybody can write them)
   * and are not read: whether a permission is granted shows when a token for it is requested.
   * @throws SignInFailure `invalid_state`, `admin_consent_denied`
   */
  async complete(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const answer = parseCallback(request.query);
    if (answer.kind === 'stateless') {
      throw new SignInFailure('invalid_state', 'no usable state');
    }
    const cookie = takeTransactionCookie(request, reply, transactionIdOf(answer.state));
    const transaction = await this.transactions.take(answer.state, cookie);
    const { frontends } = this.config;
    const frontend = frontends.of(request);
    const isOurs = transaction !== undefined && frontends.findOf(transaction) === frontend;
    if (!isOurs || transaction.purpose !== 'admin_consent' || transaction.session === undefined) {
      throw new SignInFailure('invalid_state', 'unknown, used, expired or foreign transaction');
    }
    const { error, admin_consent: consent } = request.query as Record<string, unknown>;
    if (error !== undefined || typeof consent !== 'string' || consent.toLowerCase() !== 'true') {
      const failure = refusedConsent(entraRefusalOf(request.query));
      const session = await this.#sessionOf(transaction.session);
      this.audit.record('admin_consent_refused', { outcome: failure.code, session });
      throw failure;
    }
    const { userTag } = transaction.session;
    await this.approvals.forget(userTag, transaction.permissions);
    await this.sessions.outdateRefusals(userTag);
    const session = await this.#sessionOf(transaction.session);
    await (session === undefined
      ? this.sessions.announcePermissions(userTag, { isTenantWide: true })
      : this.users.announcePermissions({ userId: session.user.id, userTag, frontend }, { isTenantWide: true }));
    this.audit.record('admin_consent', { session, permissions: transaction.permissions });
    return transaction.returnTo;
  }

  async #sessionOf({ userTag, id }: SessionHandle): Promise<LiveSession | undefined> {
    return this.sessions.findByHandle(userTag, id);
  }
}

/** The table's code for Entra's number. Without a number, and when a person declines, the administrator has refused. */
function refusedConsent(refusal: EntraRefusal): SignInFailure {
  const failure = refusedSignIn(refusal, 'the administrator did not consent');
  return reportedOfAdministrators.has(failure.code)
    ? failure
    : new SignInFailure('admin_consent_denied', failure.reason, failure.facts);
}

/** What isn't the administrator's decision. */
const reportedOfAdministrators = new Set<AuthErrorCode>([
  'access_blocked_by_policy',
  'configuration_error',
  'identity_provider_unavailable',
]);
