import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApiTags, AuditLog, describe, Logger, Metrics, Operation } from '../common/index.js';
import { AppConfig, type Frontend } from '../config/index.js';
import { json, Route } from '../http/index.js';
import { EntraAuthorities, isOwnIssuer } from '../entra/index.js';
import {
  browserMarkOf,
  browserOf,
  clearBrowserCookie,
  deviceCookieName,
  deviceCookieOptions,
  DeviceProofs,
  sessionCookieName,
  sessionCookieOptions,
  SessionStore,
  UserSessions,
  type LiveSession,
} from '../session/index.js';
import { signedOutSchema, signOutRequestSchema, type SignOutRequest } from './schemas.js';

const largestBodyBytes = 16_384;
const optionalSignOutRequest = signOutRequestSchema.nullish();
const entraSessionIdShape = /^[\w-]{1,128}$/;

@ApiTags('session')
@Controller('auth')
export class SignOutController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserSessions,
    private readonly proofs: DeviceProofs,
    private readonly authorities: EntraAuthorities,
    private readonly config: AppConfig,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  @Post('logout')
  @Route({ access: 'public', csrf: true, budget: 'none', body: json(largestBodyBytes) })
  @HttpCode(200)
  @Operation({
    id: 'signOut',
    summary: 'Ends the session, here or everywhere',
    status: 200,
    answer: signedOutSchema,
    hasBody: true,
    problems: ['device_proof_required'],
    isUnlimited: true,
  })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: optionalSignOutRequest }) body: SignOutRequest | null | undefined,
  ): Promise<{ logoutUrl: string }> {
    const frontend = this.config.frontends.of(request);
    const session = await this.sessions.findToEnd(request.cookies[sessionCookieName], frontend);
    if (session !== undefined) {
      const everywhere = body?.everywhere === true;
      await this.#end(everywhere ? await this.proofs.require(session, request) : session, everywhere);
    }
    await this.#endOthersOfBrowser(request, reply);
    void reply
      .clearCookie(sessionCookieName, sessionCookieOptions)
      .clearCookie(deviceCookieName, deviceCookieOptions)
      .header('clear-site-data', '"cache", "storage"');
    return { logoutUrl: await this.#logoutUrl(frontend, session) };
  }

  /** Also a session whose cookie this browser has lost: another site's sign-in may have replaced it. */
  async #endOthersOfBrowser(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { id, userTag } = browserOf(request) ?? {};
    if (id !== undefined && userTag !== undefined) {
      await this.sessions.endOfBrowser(userTag, browserMarkOf(id), 'signed_out');
      clearBrowserCookie(reply);
    }
  }

  /** Called by Entra in an iframe, without cookies and without proof. It can only end sessions of a known `sid`. */
  @Get('frontchannel-logout')
  @Route({ access: 'public', csrf: false, budget: 'front-channel', answer: 'frame' })
  @Header('content-type', 'text/html; charset=utf-8')
  @describe(({ ApiExcludeEndpoint }) => [ApiExcludeEndpoint()])
  async frontChannel(
    @Req() request: FastifyRequest,
    @Query('sid') sid: unknown,
    @Query('iss') issuer: unknown,
  ): Promise<string> {
    if (typeof sid === 'string' && entraSessionIdShape.test(sid)) {
      try {
        const sessions = (await this.#isOurIssuer(issuer, this.config.frontends.of(request)))
          ? await this.sessions.endByEntraSession(sid)
          : 0;
        this.metrics.count('bff_front_channel_sign_outs_total', { outcome: sessions > 0 ? 'ended' : 'unknown' });
        // Anybody can invent a sid; only a sid that ended a session is worth a line.
        if (sessions > 0) {
          this.audit.record('front_channel_sign_out', { sessions });
        }
      } catch (error) {
        this.logger.failure({ err: error }, 'front-channel sign-out failed');
      }
    }
    return '';
  }

  /** Entra need not identify itself; another identity provider is refused. */
  async #isOurIssuer(issuer: unknown, frontend: Frontend): Promise<boolean> {
    if (issuer === undefined || typeof issuer !== 'string') {
      return issuer === undefined;
    }
    return isOwnIssuer(issuer, (await this.authorities.of(frontend).metadata()).issuer);
  }

  async #end(session: LiveSession, everywhere: boolean): Promise<void> {
    if (everywhere) {
      const frontend = this.config.frontends.ofRecord(session);
      const { userTag } = session.reference;
      await this.users.endAll({ userId: session.user.id, userTag, frontend }, 'signed_out_everywhere');
    } else {
      await this.sessions.endRenewed(session.reference, 'signed_out');
    }
    this.audit.record('sign_out', { session, everywhere });
  }

  /** Entra's sign-out page, or our own start page when Entra's metadata is unavailable. */
  async #logoutUrl(frontend: Frontend, session: LiveSession | undefined): Promise<string> {
    const home = `${frontend.origin}/`;
    try {
      const url = new URL((await this.authorities.of(frontend).metadata()).endSessionEndpoint);
      url.searchParams.set('post_logout_redirect_uri', home);
      if (session?.logoutHint !== undefined) {
        url.searchParams.set('logout_hint', session.logoutHint);
      }
      return url.href;
    } catch {
      return home;
    }
  }
}
