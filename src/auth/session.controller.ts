import { Controller, Delete, Get, HttpCode, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApiTags, AuditLog, Operation, Problem } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { Route } from '../http/index.js';
import {
  CurrentSession,
  DeviceBindings,
  DeviceProofs,
  isEnforced,
  registrationHeader,
  sessionCookieName,
  SessionStore,
  UserSessions,
  type LiveSession,
} from '../session/index.js';
import { instantOf, stateOf } from './session-state.js';
import { sessionListSchema, sessionStateSchema, type SessionList, type SessionState } from './schemas.js';

@ApiTags('session')
@Route({ access: 'session' })
@Controller('auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly users: UserSessions,
    private readonly proofs: DeviceProofs,
    private readonly bindings: DeviceBindings,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /** Does not extend the session. An unbound one is offered to be bound to the device. */
  @Get('session')
  @Route({ access: 'public', csrf: true, budget: 'none' })
  @Operation({
    id: 'getSession',
    summary: 'Returns who is signed in',
    status: 200,
    answer: sessionStateSchema,
    problems: ['device_proof_required'],
    isUnlimited: true,
  })
  async session(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionState> {
    const found = await this.sessions.find(request.cookies[sessionCookieName], this.config.frontends.of(request));
    if (found === undefined) {
      return { authenticated: false };
    }
    const session = await this.proofs.require(found, request);
    const challenge = await this.bindings.offer(session);
    if (challenge !== undefined) {
      void reply.header('secure-session-registration', registrationHeader(challenge));
    }
    return stateOf(session, this.config);
  }

  @Get('sessions')
  @Operation({
    id: 'listSessions',
    summary: 'Lists the sessions of the signed-in user',
    status: 200,
    answer: sessionListSchema,
    problems: ['login_required'],
  })
  async list(@CurrentSession() current: LiveSession): Promise<SessionList> {
    const sessions = await this.users.list(current);
    return {
      sessions: sessions.map((session) => ({
        id: session.id,
        current: session.id === current.id,
        createdAt: instantOf(session.createdAt),
        lastSeenAt: instantOf(session.lastSeenAt),
        userAgent: session.userAgent,
        deviceBound: isEnforced(session.device),
        frontend: this.config.frontends.sessionSiteOf(session),
      })),
    };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Operation({
    id: 'endSession',
    summary: 'Ends one session of the signed-in user',
    status: 204,
    problems: ['login_required', 'not_found'],
  })
  async end(@CurrentSession() current: LiveSession, @Param('id') id: string): Promise<void> {
    const session = await this.users.findByHandle(current, id);
    if (session === undefined) {
      throw new Problem('not_found');
    }
    await this.sessions.endRenewed(session.reference, 'revoked');
    this.audit.record('session_revoked', { session, ...this.config.frontends.auditFacts(session) });
  }
}
