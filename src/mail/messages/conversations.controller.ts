import { Controller, Get, Param, Query } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { GraphOperation } from '../../graph/index.js';
import { Route } from '../../http/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { conversationIdSchema, conversationPageSchema, type ConversationPage } from '../model/index.js';
import { ConversationReader } from './conversation-reader.js';
import { conversationQuerySchema, type ConversationQuery } from './message-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'], extendsIdle: 'unless-notified', isConditional: true })
@Controller('api/mail/conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationReader) {}

  @Get(':id')
  @GraphOperation({
    id: 'getConversation',
    summary: 'Returns the messages of a conversation with their bodies, the newest first',
    status: 200,
    answer: conversationPageSchema,
    problems: ['invalid_cursor'],
  })
  get(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: conversationIdSchema }) id: string,
    @Query({ schema: conversationQuerySchema }) query: ConversationQuery,
  ): Promise<ConversationPage> {
    return this.conversations.read(session, id, query);
  }
}
