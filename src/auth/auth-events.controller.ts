import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags, Operation } from '../common/index.js';
import { Route } from '../http/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';
import { AuthEventStreams } from './auth-event-streams.js';

@ApiTags('session')
@Controller('auth')
export class AuthEventsController {
  constructor(private readonly streams: AuthEventStreams) {}

  @Get('events')
  @Route({ access: 'session', extendsIdle: false, inFlight: 'event-streams' })
  @Operation({
    id: 'authEvents',
    summary: 'Streams `session.expiring`, `session.continued`, `session.ended`, `permissions.changed`',
    status: 200,
    media: 'text/event-stream',
    problems: ['login_required'],
  })
  events(@CurrentSession() session: LiveSession, @Res() reply: FastifyReply): Promise<void> {
    return this.streams.open(session, reply);
  }
}
