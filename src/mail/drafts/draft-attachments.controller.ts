import { Readable } from 'node:stream';

import { Body, Controller, Delete, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';

import { ApiTags, describe, Problem } from '../../common/index.js';
import { Route, stream } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { AttachmentUploader, largestFileBytes } from './attachment-uploader.js';
import { DraftService } from './draft-service.js';
import { type Attachment, attachmentIdSchema, attachmentSchema, messageIdSchema } from '../model/index.js';
import { uploadQuerySchema, type Upload } from './draft-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.write'] })
@Controller('api/mail/drafts/:id/attachments')
export class DraftAttachmentsController {
  constructor(
    private readonly uploader: AttachmentUploader,
    private readonly drafts: DraftService,
  ) {}

  @Post()
  @Route({ body: stream(largestFileBytes), inFlight: 'uploads' })
  @describe(({ ApiBody, ApiConsumes }) => [
    ApiConsumes('application/octet-stream'),
    ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }),
  ])
  @GraphOperation({
    id: 'addDraftAttachment',
    summary: 'Attaches the request body, up to 150 MB, to a draft as a file or as an inline image',
    status: 201,
    answer: attachmentSchema,
    problems: ['not_found', 'payload_too_large'],
  })
  async add(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Query({ schema: uploadQuerySchema }) upload: Upload,
    @Headers('content-length') length: string | undefined,
    @Body() content: unknown,
  ): Promise<Attachment> {
    if (length === undefined || !(content instanceof Readable)) {
      const message = 'must be told: the size of a file has to be known before it is sent';
      throw Problem.invalidRequest([{ path: ['Content-Length'], message }]);
    }
    const added = await this.uploader.add(session, id, upload, { bytes: Number(length), content });
    // Requested by its address alone, an attachment has no content id.
    return { ...added, contentId: added.contentId ?? upload.contentId ?? null };
  }

  @Delete(':attachmentId')
  @HttpCode(204)
  @GraphOperation({
    id: 'deleteDraftAttachment',
    summary: 'Removes an attachment from a draft',
    status: 204,
    problems: ['not_found'],
  })
  remove(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: messageIdSchema }) id: string,
    @Param('attachmentId', { schema: attachmentIdSchema }) attachmentId: string,
  ): Promise<void> {
    return this.drafts.detach(session, id, attachmentId);
  }
}
