import { Body, Controller, Delete, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { messageIdSchema, type MessageSummary, messageSummarySchema } from '../model/index.js';
import { MessageEditor } from './message-editor.js';
import {
  deletionSchema,
  messageEditSchema,
  moveSchema,
  type Deletion,
  type MessageEdit,
  type Move,
} from './message-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.write'] })
@Controller('api/mail/messages/:id')
export class MessageEditsController {
  constructor(private readonly editor: MessageEditor) {}

  @Patch()
  @Route({ body: json() })
  @GraphOperation({
    id: 'updateMessage',
    summary: 'Updates a message: read, flagged, categories, importance',
    status: 200,
    answer: messageSummarySchema,
    hasBody: true,
    problems: ['not_found'],
  })
  edit(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: messageEditSchema }) edit: MessageEdit,
  ): Promise<MessageSummary> {
    return this.editor.edit(session, id, edit);
  }

  @Post('move')
  @Route({ body: json() })
  @HttpCode(200)
  @GraphOperation({
    id: 'moveMessage',
    summary: 'Moves a message to another folder',
    status: 200,
    answer: messageSummarySchema,
    hasBody: true,
    problems: ['not_found'],
  })
  move(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Body({ schema: moveSchema }) { folder }: Move,
  ): Promise<MessageSummary> {
    return this.editor.move(session, id, folder);
  }

  @Delete()
  @HttpCode(204)
  @GraphOperation({
    id: 'deleteMessage',
    summary: 'Moves a message to Deleted Items, or deletes it for good',
    status: 204,
    problems: ['not_found'],
  })
  remove(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Query({ schema: deletionSchema }) { permanent }: Deletion,
  ): Promise<void> {
    return this.editor.remove(session, id, permanent);
  }
}
