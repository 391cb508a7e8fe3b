import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AuditLog, currentTraceId, Logger, Metrics } from '../common/index.js';
import { AppConfig, type Frontend, type Permission } from '../config/index.js';
import { SessionStore, type LiveSession } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';
import { authErrorLocation } from './auth-error-location.js';
import { SignInFailure } from './sign-in-failure.js';
import type { Transaction } from './transaction.js';

/** Sends the browser to the error page with a fixed code; the cause stays in the log. */
@Catch(SignInFailure)
export class SignInFailureFilter implements ExceptionFilter<SignInFailure> {
  constructor(
    private readonly config: AppConfig,
    private readonly approvals: AdminApprovals,
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  async catch(failure: SignInFailure, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const frontend = this.config.frontends.of(http.getRequest<FastifyRequest>());
    const { code, reason, facts, cause, transaction, user } = failure;
    this.logger.warning({ authError: code, reason, ...facts, err: cause }, 'round trip to Entra failed');
    if ('unknownNumbers' in facts) {
      this.logger.failure({ authError: code, ...facts }, 'Entra refused with a number that nobody here knows');
      this.metrics.count('bff_unknown_entra_errors_total', { at: 'sign_in' });
    }
    this.metrics.count('bff_sign_ins_total', { purpose: transaction?.purpose ?? 'unknown', outcome: code });
    const session = await this.#renewedSession(transaction);
    this.audit.record('sign_in_refused', {
      outcome: code,
      authError: code,
      purpose: transaction?.purpose,
      session,
      user,
    });
    if (code === 'admin_consent_required' && transaction?.session !== undefined) {
      await this.approvals
        .remember(transaction.session.userTag, this.#awaitedOf(transaction, frontend))
        .catch((error: unknown) => {
          this.logger.warning({ err: error }, 'awaited approval not remembered');
        });
    }
    const reply = http.getResponse<FastifyReply>();
    await reply.redirect(authErrorLocation(frontend.authErrorPath, code, currentTraceId()), 303);
  }

  /** Whose consent or step-up failed. Nobody is known to have begun a sign-in. */
  async #renewedSession(transaction: Transaction | undefined): Promise<LiveSession | undefined> {
    const { purpose, session } = transaction ?? {};
    if (session === undefined || purpose === 'sign_in') {
      return undefined;
    }
    return this.sessions.findByHandle(session.userTag, session.id).catch(() => undefined);
  }

  /** The initial permissions accompany every request, and a user with a session has mostly granted them. */
  #awaitedOf({ permissions }: Transaction, { entra }: Frontend): readonly Permission[] {
    const asked = permissions.filter((name) => !entra.initialPermissions.includes(name));
    return asked.length > 0 ? asked : permissions;
  }
}
