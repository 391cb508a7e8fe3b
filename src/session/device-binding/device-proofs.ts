import { Injectable } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

import { AuditLog, Clock, Logger, Metrics, Problem } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import type { LiveSession } from '../session.js';
import { isBound, isEnforced, type BoundDevice } from './device-binding.js';
import { DeviceBindings } from './device-bindings.js';
import { deviceCookieName, deviceCookieRemoval, DeviceCookies } from './device-cookie.js';

/** One audit line per session in that time: a page that retries must not fill the log. */
const auditPauseMs = 60_000;
const mostAudited = 10_000;

/**
 * The state of a request's device cookie for its session. `not_asked`: the session is bound to no device that has shown
 * its cookie.
 */
export type DeviceStanding = 'not_asked' | 'proved' | 'missing' | 'invalid';

/** Whether a request may use the session of its cookie. */
@Injectable()
export class DeviceProofs {
  readonly #audited = new LRUCache<string, true>({ max: mostAudited, ttl: auditPauseMs, ttlResolution: 1000 });

  constructor(
    private readonly cookies: DeviceCookies,
    private readonly bindings: DeviceBindings,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  standing(session: LiveSession, request: FastifyRequest): DeviceStanding {
    const { device } = session;
    if (!this.config.deviceBinding.isOn || !isBound(device)) {
      return 'not_asked';
    }
    const cookie = request.cookies[deviceCookieName];
    const content = cookie === undefined ? undefined : this.cookies.open(session, cookie);
    if (content !== undefined && content.key === device.thumbprint && content.endsAt > this.clock.now()) {
      return 'proved';
    }
    if (!isEnforced(device)) {
      return 'not_asked';
    }
    return cookie === undefined ? 'missing' : 'invalid';
  }

  /** Whether the request can do nothing with the session. */
  isMissing(session: LiveSession, request: FastifyRequest): boolean {
    const standing = this.standing(session, request);
    return standing === 'missing' || standing === 'invalid';
  }

  /**
   * The session, once its device is proved where that is required. The first valid device cookie confirms the binding,
   * which takes a while.
   * @throws Problem `device_proof_required`; the session stays.
   */
  require(session: LiveSession, request: FastifyRequest): LiveSession | Promise<LiveSession> {
    const standing = this.standing(session, request);
    switch (standing) {
      case 'not_asked':
        return session;
      case 'proved':
        return session.device.state === 'registered' ? this.#confirmed(session, session.device) : session;
      case 'missing':
      case 'invalid':
        throw this.#refusal(session, standing);
    }
  }

  async #confirmed(session: LiveSession, device: BoundDevice): Promise<LiveSession> {
    try {
      return await this.bindings.confirm(session, device);
    } catch (error) {
      this.logger.warning({ err: error }, 'device binding not confirmed; the next request does it');
      return session;
    }
  }

  #refusal(session: LiveSession, standing: 'missing' | 'invalid'): Problem {
    const reason = standing === 'missing' ? 'no_cookie' : 'bad_cookie';
    this.metrics.count('bff_device_refusals_total', { reason });
    if (!this.#audited.has(session.reference.fingerprint)) {
      this.#audited.set(session.reference.fingerprint, true);
      this.audit.record('device_proof_refused', { session, reason, outcome: 'request_refused' });
    }
    return new Problem('device_proof_required', {
      headers: standing === 'invalid' ? { 'set-cookie': deviceCookieRemoval } : {},
    });
  }
}
