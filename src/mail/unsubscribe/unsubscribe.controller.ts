import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { messageIdSchema } from '../model/index.js';
import { Unsubscriber, unsubscribedSchema, type Unsubscribed } from './unsubscriber.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'] })
@Controller('api/mail/messages/:id/unsubscribe')
export class UnsubscribeController {
  constructor(private readonly unsubscriber: Unsubscriber) {}

  @Post()
  @HttpCode(200)
  @GraphOperation({
    id: 'unsubscribe',
    summary: 'Unsubscribes from the mailing list of a message by one click (RFC 8058)',
    status: 200,
    answer: unsubscribedSchema,
    problems: ['not_found'],
  })
  unsubscribe(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
  ): Promise<Unsubscribed> {
    return this.unsubscriber.unsubscribe(session, id);
  }
}
