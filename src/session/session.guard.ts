import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import { isPublicKey, Logger, Metrics, Problem } from '../common/index.js';
import { RateLimits } from '../redis/index.js';
import { ActiveSessions } from './active-sessions.js';
import { attachSession } from './current-session.decorator.js';
import { RequestSessions } from './request-sessions.js';
import { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

/** Where an XHR client sends the user when he must sign in. */
export const loginUrl = '/auth/login';

/** Closed by default: a route without `@Public()` needs a living session. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly requests: RequestSessions,
    private readonly sessions: SessionStore,
    private readonly active: ActiveSessions,
    private readonly limits: RateLimits,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(isPublicKey, [context.getHandler(), context.getClass()])) {
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const session = await this.requests.find(request);
    if (session === undefined) {
      // The dead cookie is left alone: clearing it here could delete the one that a parallel sign-in has just set.
      throw new Problem('login_required', { members: { loginUrl } });
    }
    this.#limitRate(session);
    this.active.note(session.reference.fingerprint);
    attachSession(request, session);
    this.sessions.touch(session)?.catch((error: unknown) => {
      this.logger.warning({ err: error }, 'use of a session not recorded');
    });
    return true;
  }

  /** Only a living session is counted: made-up cookies would fill the memory. */
  #limitRate({ reference }: LiveSession): void {
    const retryAfterSeconds = this.limits.session(reference.fingerprint);
    if (retryAfterSeconds !== undefined) {
      this.metrics.count('bff_throttled_total', { by: 'session' });
      throw new Problem('throttled', { headers: { 'retry-after': String(retryAfterSeconds) } });
    }
  }
}
