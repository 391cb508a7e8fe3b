import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation, sendDownload, sendInline, sendMade } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { attachmentIdSchema, messageIdSchema } from '../model/index.js';
import { AttachmentArchive } from './attachment-archive.js';
import { AttachmentReader } from './attachment-reader.js';
import { MessageReader } from './message-reader.js';
import { attachmentViewSchema, type AttachmentView } from './message-requests.js';

/** The bytes that are relayed, at the pace of the browser. */
@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'] })
@Controller('api/mail/messages/:id')
export class MessageContentController {
  constructor(
    private readonly messages: MessageReader,
    private readonly attachments: AttachmentReader,
    private readonly archive: AttachmentArchive,
  ) {}

  @Get('attachments/:attachmentId')
  @GraphOperation({
    id: 'downloadAttachment',
    summary: 'Downloads an attachment',
    status: 200,
    media: '*/*',
    problems: ['not_found'],
  })
  async attachment(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Param('attachmentId', { schema: attachmentIdSchema }) attachmentId: string,
    @Query({ schema: attachmentViewSchema }) { disposition }: AttachmentView,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { attachment, content } = await this.attachments.open(session, id, attachmentId);
    if (disposition === 'inline') {
      sendInline(reply, attachment, content);
    } else {
      sendDownload(reply, attachment, content);
    }
  }

  @Get('attachments.zip')
  @GraphOperation({
    id: 'downloadAttachments',
    summary: 'Downloads all attachments as one archive',
    status: 200,
    media: 'application/zip',
    problems: ['not_found'],
  })
  async all(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, content } = await this.archive.open(session, id);
    sendMade(reply, { name, contentType: 'application/zip' }, content);
  }

  @Get('source')
  @GraphOperation({
    id: 'downloadMessageSource',
    summary: 'Downloads the message in MIME format',
    status: 200,
    media: 'message/rfc822',
    problems: ['not_found'],
  })
  async source(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const download = { name: 'message.eml', contentType: 'message/rfc822' };
    sendDownload(reply, download, await this.messages.source(session, id));
  }
}
