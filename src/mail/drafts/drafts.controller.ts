import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';

import type { FastifyReply } from 'fastify';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { DraftService } from './draft-service.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../sending/index.js';
import { largestMessageBytes, messageIdSchema, type MessageSummary, messageSummarySchema } from '../model/index.js';
import {
  draftChangeSchema,
  newDraftSchema,
  scheduledMessagesSchema,
  sendingSchema,
  type DraftChange,
  type NewDraft,
  type ScheduledMessages,
  type Sending,
} from './draft-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.write'] })
@Controller('api/mail/drafts')
export class DraftsController {
  constructor(private readonly drafts: DraftService) {}

  @Post()
  @Route({ body: json(largestMessageBytes) })
  @GraphOperation({
    id: 'createDraft',
    summary: 'Creates a draft, also as a reply to a message',
    status: 201,
    answer: messageSummarySchema,
    hasBody: true,
    problems: ['not_found'],
  })
  create(
    @CurrentSession() session: LiveSession,
    @Body({ schema: newDraftSchema }) draft: NewDraft,
  ): Promise<MessageSummary> {
    return this.drafts.create(session, draft);
  }

  @Patch(':id')
  @Route({ body: json(largestMessageBytes) })
  @GraphOperation({
    id: 'updateDraft',
    summary: 'Updates a draft; absent members stay as they are',
    status: 200,
    answer: messageSummarySchema,
    hasBody: true,
    problems: ['not_found'],
  })
  change(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: draftChangeSchema }) change: DraftChange,
  ): Promise<MessageSummary> {
    return this.drafts.change(session, id, change);
  }

  @Post(':id/send')
  @Route({ body: json(), permissions: ['mail.write', 'mail.send'] })
  @HttpCode(202)
  @GraphOperation({
    id: 'sendDraft',
    summary: 'Sends a draft with its attachments, now or later',
    status: 202,
    hasBody: true,
    problems: ['not_found', 'idempotency_in_progress', 'idempotency_key_reused'],
  })
  @ApiIdempotencyKey()
  send(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: sendingSchema }) { sendAt }: Sending,
    @IdempotencyKey() key: string | undefined,
  ): Promise<void> {
    return this.drafts.send(session, id, key, sendAt);
  }

  @Get('scheduled')
  @Route({ permissions: ['mail.read'] })
  @GraphOperation({
    id: 'listScheduledMessages',
    summary: 'Lists the scheduled messages, the next one first',
    status: 200,
    answer: scheduledMessagesSchema,
  })
  async scheduled(@CurrentSession() session: LiveSession): Promise<ScheduledMessages> {
    return { items: await this.drafts.scheduled(session) };
  }

  @Delete(':id/send')
  @HttpCode(204)
  @GraphOperation({
    id: 'cancelScheduledSend',
    summary: 'Cancels a scheduled send; `Location` is the new draft',
    status: 204,
    problems: ['not_found'],
  })
  async cancelSend(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const draft = await this.drafts.cancelSend(session, id);
    void reply.header('location', `/api/mail/drafts/${encodeURIComponent(draft)}`);
  }

  @Delete(':id')
  @HttpCode(204)
  @GraphOperation({ id: 'deleteDraft', summary: 'Deletes a draft', status: 204, problems: ['not_found'] })
  discard(@CurrentSession() session: LiveSession, @Param('id', { schema: messageIdSchema }) id: string): Promise<void> {
    return this.drafts.discard(session, id);
  }
}
