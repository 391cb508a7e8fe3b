import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { MailModelModule } from '../model/index.js';
import { FoldersModule } from '../folders/index.js';
import { HtmlModule } from '../html/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { PicturesModule } from '../pictures/index.js';
import { AttachmentArchive } from './attachment-archive.js';
import { AttachmentReader } from './attachment-reader.js';
import { ConversationReader } from './conversation-reader.js';
import { ConversationsController } from './conversations.controller.js';
import { MessageActions } from './message-actions.js';
import { MessageActionsController } from './message-actions.controller.js';
import { MessageContentController } from './message-content.controller.js';
import { MessageDecorations } from './message-decorations.js';
import { MessageEditor } from './message-editor.js';
import { MessageEditsController } from './message-edits.controller.js';
import { MessageReader } from './message-reader.js';
import { MessagesController } from './messages.controller.js';

@Module({
  imports: [GraphModule, MailModelModule, FoldersModule, HtmlModule, InvitationsModule, PicturesModule],
  controllers: [
    MessagesController,
    ConversationsController,
    MessageContentController,
    MessageActionsController,
    MessageEditsController,
  ],
  providers: [
    AttachmentArchive,
    AttachmentReader,
    ConversationReader,
    MessageActions,
    MessageDecorations,
    MessageEditor,
    MessageReader,
  ],
  exports: [MessageReader],
})
export class MessagesModule {}
