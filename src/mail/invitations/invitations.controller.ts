import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { messageIdSchema } from '../model/index.js';
import { invitationAnswerSchema, InvitationResponder, type InvitationAnswer } from './invitation-responder.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read', 'calendar.respond'], body: json() })
@Controller('api/mail/messages/:id/invitation')
export class InvitationsController {
  constructor(private readonly responder: InvitationResponder) {}

  @Post()
  @HttpCode(202)
  @GraphOperation({
    id: 'answerInvitation',
    summary: 'Accepts, tentatively accepts or declines a meeting',
    status: 202,
    hasBody: true,
    problems: ['not_found'],
  })
  answer(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: invitationAnswerSchema }) answer: InvitationAnswer,
  ): Promise<void> {
    return this.responder.answer(session, id, answer);
  }
}
