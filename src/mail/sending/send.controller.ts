import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';

import { ApiTags, type ProblemCode } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { ApiIdempotencyKey, IdempotencyKey } from './idempotency-key.js';
import { largestMessageBytes, messageIdSchema } from '../model/index.js';
import { MailSender } from './mail-sender.js';
import {
  forwardSchema,
  replySchema,
  sendMailSchema,
  type Forward,
  type Reply,
  type SendMail,
} from './send-requests.js';

const onceProblems: readonly ProblemCode[] = ['idempotency_in_progress', 'idempotency_key_reused'];
const problems: readonly ProblemCode[] = [...onceProblems, 'not_found'];

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.send'], body: json(largestMessageBytes) })
@Controller('api/mail/messages')
export class SendController {
  constructor(private readonly sender: MailSender) {}

  @Post()
  @HttpCode(202)
  @GraphOperation({ id: 'sendMail', summary: 'Sends a message', status: 202, hasBody: true, problems: onceProblems })
  @ApiIdempotencyKey()
  send(
    @CurrentSession() session: LiveSession,
    @Body({ schema: sendMailSchema }) message: SendMail,
    @IdempotencyKey() key: string | undefined,
  ): Promise<void> {
    return this.sender.send(session, message, key);
  }

  @Post(':id/reply')
  @HttpCode(202)
  @GraphOperation({
    id: 'replyToMessage',
    summary: 'Replies to the sender of a message',
    status: 202,
    hasBody: true,
    problems,
  })
  @ApiIdempotencyKey()
  reply(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: replySchema }) reply: Reply,
    @IdempotencyKey() key: string | undefined,
  ): Promise<void> {
    return this.sender.reply(session, id, reply, key);
  }

  @Post(':id/reply-all')
  @HttpCode(202)
  @GraphOperation({
    id: 'replyAllToMessage',
    summary: 'Replies to all recipients of a message',
    status: 202,
    hasBody: true,
    problems,
  })
  @ApiIdempotencyKey()
  replyAll(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: replySchema }) reply: Reply,
    @IdempotencyKey() key: string | undefined,
  ): Promise<void> {
    return this.sender.replyAll(session, id, reply, key);
  }

  @Post(':id/forward')
  @HttpCode(202)
  @GraphOperation({ id: 'forwardMessage', summary: 'Forwards a message', status: 202, hasBody: true, problems })
  @ApiIdempotencyKey()
  forward(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: forwardSchema }) forward: Forward,
    @IdempotencyKey() key: string | undefined,
  ): Promise<void> {
    return this.sender.forward(session, id, forward, key);
  }
}
