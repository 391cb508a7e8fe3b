import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { SendingModule } from '../sending/index.js';
import { AnswerDrafts } from './answer-drafts.js';
import { AttachmentUploader } from './attachment-uploader.js';
import { DraftAttachmentsController } from './draft-attachments.controller.js';
import { DraftService } from './draft-service.js';
import { DraftTexts } from './draft-texts.js';
import { DraftsController } from './drafts.controller.js';
import { UploadTurns } from './upload-turns.js';

@Module({
  imports: [GraphModule, SendingModule],
  controllers: [DraftsController, DraftAttachmentsController],
  providers: [AnswerDrafts, AttachmentUploader, DraftService, DraftTexts, UploadTurns],
})
export class DraftsModule {}
