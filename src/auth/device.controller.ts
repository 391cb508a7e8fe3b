import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApiExcludeController, Clock, Metrics, Problem } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { Route } from '../http/index.js';
import { RateLimits } from '../redis/index.js';
import {
  challengeHeader,
  DeviceBindings,
  deviceCookieName,
  deviceCookieOptions,
  DeviceCookies,
  headerText,
  instructionsFor,
  isBound,
  loginUrl,
  RequestSessions,
  sessionCookieName,
  SessionStore,
  type BoundDevice,
  type DeviceAnswer,
  type DeviceInstructions,
  type LiveSession,
} from '../session/index.js';

const proofHeader = 'secure-session-response';
const deferredSeconds = 1;

/**
 * The endpoints that the browser itself calls for a session that is bound to its device. The browser reads the status:
 * after 403 it retries with a proof, after another 4xx it drops the binding, after 429 and 5xx it retries later.
 */
@ApiExcludeController()
@Route({ access: 'public', csrf: 'same-origin', budget: 'device' })
@Controller('auth/device')
export class DeviceController {
  constructor(
    private readonly requests: RequestSessions,
    private readonly sessions: SessionStore,
    private readonly bindings: DeviceBindings,
    private readonly cookies: DeviceCookies,
    private readonly limits: RateLimits,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  @Post('registration')
  @HttpCode(200)
  async registration(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceInstructions> {
    const session = await this.#session(request);
    const answer = await this.bindings.register(session, headerText(request.headers[proofHeader]));
    return this.#proved(session, answer, reply);
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceInstructions> {
    const { 'sec-secure-session-id': header, [proofHeader]: proof } = request.headers;
    const id = headerText(header);
    const session = await this.#session(request, id);
    const answer = await this.bindings.refresh(session, id, headerText(proof));
    return answer.kind === 'gone' ? this.#refuseGone(request, id) : this.#proved(session, answer, reply);
  }

  /** It does not use the session: the idle limit continues. */
  async #session(request: FastifyRequest, bindingId?: string): Promise<LiveSession> {
    const session = await this.requests.find(request);
    if (session === undefined) {
      return this.#refuseGone(request, bindingId);
    }
    const retryAfterSeconds = this.limits.deviceOf(session.reference.fingerprint);
    if (retryAfterSeconds !== undefined) {
      this.metrics.count('bff_throttled_total', { by: 'session' });
      throw new Problem('throttled', { retryAfterSeconds });
    }
    return session;
  }

  /** @throws Problem `login_required`; `throttled` when the session was only renewed */
  async #refuseGone(request: FastifyRequest, bindingId: string | undefined): Promise<never> {
    await this.#deferRenewed(request, bindingId);
    this.metrics.count('bff_device_refusals_total', { reason: 'no_session' });
    throw new Problem('login_required', { members: { loginUrl } });
  }

  /**
   * A consent has just given the session of this binding another cookie: the browser retries with that one. After a 401
   * it would drop the binding, which the session requires.
   */
  async #deferRenewed(request: FastifyRequest, bindingId: string | undefined): Promise<void> {
    if (bindingId === undefined) {
      return;
    }
    const frontend = this.config.frontends.of(request);
    const renewed = await this.sessions.findToEnd(request.cookies[sessionCookieName], frontend);
    if (renewed !== undefined && isBound(renewed.device) && renewed.device.id === bindingId) {
      throw new Problem('throttled', { retryAfterSeconds: deferredSeconds });
    }
  }

  #proved(session: LiveSession, answer: DeviceAnswer, reply: FastifyReply): DeviceInstructions {
    switch (answer.kind) {
      case 'proved':
        this.#setCookie(session, answer.binding, reply);
        void reply.header('secure-session-challenge', challengeHeader(answer.binding));
        return instructionsFor(answer.binding);
      case 'challenged':
        throw new Problem('forbidden', { headers: { 'secure-session-challenge': challengeHeader(answer.binding) } });
      case 'malformed':
        throw Problem.invalidRequest([{ path: ['Secure-Session-Response'], message: 'is no proof of this device' }]);
      case 'unknown':
        throw new Problem('device_proof_required');
      case 'ended':
        throw new Problem('login_required', { members: { loginUrl } });
    }
  }

  #setCookie(session: LiveSession, { thumbprint }: BoundDevice, reply: FastifyReply): void {
    const { proofSeconds } = this.config.deviceBinding;
    const content = { key: thumbprint, endsAt: this.clock.now() + proofSeconds * 1000 };
    void reply.setCookie(deviceCookieName, this.cookies.seal(session, content), {
      ...deviceCookieOptions,
      maxAge: proofSeconds,
    });
  }
}
