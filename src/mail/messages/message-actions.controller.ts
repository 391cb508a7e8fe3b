import { Body, Controller, HttpCode, Post } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { MessageActions } from './message-actions.js';
import {
  messageActionResultsSchema,
  messageActionSchema,
  type MessageAction,
  type MessageActionResults,
} from './message-actions.schema.js';

/** 200 ids, which may be long. */
const largestBodyBytes = 1_048_576;

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.write'], body: json(largestBodyBytes) })
@Controller('api/mail/messages/actions')
export class MessageActionsController {
  constructor(private readonly actions: MessageActions) {}

  @Post()
  @HttpCode(200)
  @GraphOperation({
    id: 'actOnMessages',
    summary: 'Applies one action to up to 200 messages; each has a result of its own',
    status: 200,
    answer: messageActionResultsSchema,
    hasBody: true,
  })
  async act(
    @CurrentSession() session: LiveSession,
    @Body({ schema: messageActionSchema }) action: MessageAction,
  ): Promise<MessageActionResults> {
    return { results: await this.actions.run(session, action) };
  }
}
