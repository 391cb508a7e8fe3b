import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { CurrentSession, type LiveSession } from '../session/index.js';
import { AuthEventStreams } from './auth-event-streams.js';

@ApiTags('session')
@Controller('auth')
export class AuthEventsController {
  constructor(private readonly streams: AuthEventStreams) {}

  @Get('events')
  @ApiOperation({ operationId: 'authEvents', summary: 'session.expiring, session.ended, permissions.changed' })
  @ApiResponse({ status: 200, content: { 'text/event-stream': {} } })
  events(
    @CurrentSession() session: LiveSession,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.streams.open(session, request, reply);
  }
}
