import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { eventsQuerySchema, type EventsQuery } from './events-query.js';
import { MailEventStreams } from './mail-event-streams.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'], extendsIdle: false, inFlight: 'event-streams' })
@Controller('api/mail/events')
export class MailEventsController {
  constructor(private readonly streams: MailEventStreams) {}

  @Get()
  @GraphOperation({
    id: 'mailEvents',
    summary: 'Streams `mail.changed`, within 30 s, and `folder.progress`',
    status: 200,
    media: 'text/event-stream',
  })
  events(
    @CurrentSession() session: LiveSession,
    @Res() reply: FastifyReply,
    @Query({ schema: eventsQuerySchema }) query: EventsQuery,
  ): Promise<void> {
    return this.streams.open(session, reply, query);
  }
}
