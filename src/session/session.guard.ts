import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Logger, Metrics, policyOf, Problem, type RoutePolicy } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { RateLimits } from '../redis/index.js';
import { ActiveSessions } from './active-sessions.js';
import { clientContextOf } from './client-context.js';
import { attachSession } from './current-session.decorator.js';
import { DeviceProofs } from './device-binding/device-proofs.js';
import { ForeignBrowsers } from './foreign-browsers.js';
import { PageNotifications } from './page-notifications.js';
import { RequestSessions } from './request-sessions.js';
import { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

/** Where an XHR client sends the user when they must sign in. */
export const loginUrl = '/auth/login';

/** Closed by default: a route that does not declare another access requires an active session. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly requests: RequestSessions,
    private readonly sessions: SessionStore,
    private readonly proofs: DeviceProofs,
    private readonly active: ActiveSessions,
    private readonly notifications: PageNotifications,
    private readonly foreignBrowsers: ForeignBrowsers,
    private readonly limits: RateLimits,
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const policy = policyOf(request);
    if (policy !== undefined && policy.access !== 'session') {
      return true;
    }
    return this.requests.find(request).then((found) => {
      if (found === undefined) {
        // The invalid cookie is not deleted: that could delete the one that a parallel sign-in has just set.
        throw new Problem('login_required', { members: { loginUrl } });
      }
      this.#limitRate(found);
      const session = this.proofs.require(found, request);
      return session instanceof Promise
        ? session.then((confirmed) => this.#admit(request, policy, confirmed))
        : this.#admit(request, policy, session);
    });
  }

  #admit(request: FastifyRequest, policy: RoutePolicy | undefined, session: LiveSession): true {
    this.active.note(session.reference.fingerprint);
    attachSession(request, session);
    this.foreignBrowsers.note(session, clientContextOf(request, this.config));
    if (this.#isUse(policy, session)) {
      this.sessions.touch(session)?.catch((error: unknown) => {
        this.logger.warning({ err: error }, 'use of a session not recorded');
      });
    }
    return true;
  }

  /** Automatic requests of the page must not keep a session active whose user is gone. */
  #isUse(policy: RoutePolicy | undefined, { reference }: LiveSession): boolean {
    const extendsIdle = policy?.extendsIdle ?? false;
    return extendsIdle === 'unless-notified' ? !this.notifications.isRecent(reference.userTag) : extendsIdle;
  }

  /** Only an active session is counted: forged cookies would fill the memory. */
  #limitRate({ reference }: LiveSession): void {
    const retryAfterSeconds = this.limits.session(reference.fingerprint);
    if (retryAfterSeconds !== undefined) {
      this.metrics.count('bff_throttled_total', { by: 'session' });
      throw new Problem('throttled', { retryAfterSeconds });
    }
  }
}
