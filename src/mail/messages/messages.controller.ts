import { Controller, Get, Header, Param, Query } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { type Message, messageIdSchema, messagePageSchema, messageSchema } from '../model/index.js';
import { MessageReader } from './message-reader.js';
import { messageQuerySchema, messageViewSchema, type MessageQuery, type MessageView } from './message-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'], extendsIdle: 'unless-notified', isConditional: true })
@Controller('api/mail/messages')
export class MessagesController {
  constructor(private readonly messages: MessageReader) {}

  @Get()
  @GraphOperation({
    id: 'listMessages',
    summary: 'Lists the messages of a folder',
    status: 200,
    answer: messagePageSchema,
    problems: ['invalid_cursor', 'not_found'],
  })
  @Header('content-type', 'application/json; charset=utf-8')
  list(
    @CurrentSession() session: LiveSession,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Buffer> {
    return this.messages.list(session, query);
  }

  @Get(':id')
  @GraphOperation({
    id: 'getMessage',
    summary: 'Returns a message with its body and the list of its attachments',
    status: 200,
    answer: messageSchema,
    problems: ['not_found'],
  })
  get(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Query({ schema: messageViewSchema }) view: MessageView,
  ): Promise<Message> {
    return this.messages.get(session, id, view);
  }
}
