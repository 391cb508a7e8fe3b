import { fileURLToPath } from 'node:url';

import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';

import type { AppConfig } from '../config/index.js';
import { GraphModule } from '../graph/index.js';
import { ChangeReader } from './changes/change-reader.js';
import { ChangesController } from './changes/changes.controller.js';
import { AnswerDrafts } from './drafts/answer-drafts.js';
import { AttachmentUploader } from './drafts/attachment-uploader.js';
import { DraftAttachmentsController } from './drafts/draft-attachments.controller.js';
import { DraftKeeper } from './drafts/draft-keeper.js';
import { DraftTexts } from './drafts/draft-texts.js';
import { DraftsController } from './drafts/drafts.controller.js';
import { FolderEditor } from './folders/folder-editor.js';
import { FolderEditsController } from './folders/folder-edits.controller.js';
import { FolderNames } from './folders/folder-names.js';
import { FolderReader } from './folders/folder-reader.js';
import { FolderTasks } from './folders/folder-tasks.js';
import { FoldersController } from './folders/folders.controller.js';
import { WellKnownFolders } from './folders/well-known-folders.js';
import { InvitationReader } from './invitations/invitation-reader.js';
import { InvitationResponder } from './invitations/invitation-responder.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { SanitiserThreads } from './html/sanitiser-threads.js';
import { AttachmentReader } from './messages/attachment-reader.js';
import { MailCursor } from './messages/mail-cursor.js';
import { MessageActions } from './messages/message-actions.js';
import { MessageActionsController } from './messages/message-actions.controller.js';
import { MessageContentController } from './messages/message-content.controller.js';
import { MessageDecorations } from './messages/message-decorations.js';
import { MessageEditor } from './messages/message-editor.js';
import { MessageEditsController } from './messages/message-edits.controller.js';
import { MessageReader } from './messages/message-reader.js';
import { MessagesController } from './messages/messages.controller.js';
import { MailEventStreams } from './notifications/mail-event-streams.js';
import { MailEventsController } from './notifications/mail-events.controller.js';
import { MailboxWatch } from './notifications/mailbox-watch.js';
import { PushController } from './notifications/push.controller.js';
import { PushInbox } from './notifications/push-inbox.js';
import { PushRecords } from './notifications/push-records.js';
import { PushSubscriptions } from './notifications/push-subscriptions.js';
import { DeferredSends } from './sending/deferred-sends.js';
import { MailSender } from './sending/mail-sender.js';
import { SendOnce } from './sending/send-once.js';
import { SendController } from './sending/send.controller.js';
import { HttpsPictureSource } from './pictures/https-picture-source.js';
import { PictureAddresses } from './pictures/picture-addresses.js';
import { PictureFetcher } from './pictures/picture-fetcher.js';
import { PictureSource } from './pictures/picture-source.js';
import { PicturesController } from './pictures/pictures.controller.js';
import { RemotePictures } from './pictures/remote-pictures.js';
import { SettingsController } from './settings/settings.controller.js';
import { SettingsStore } from './settings/settings-store.js';

@Module({
  imports: [GraphModule],
  controllers: [
    FoldersController,
    FolderEditsController,
    SettingsController,
    InvitationsController,
    MessagesController,
    MessageContentController,
    PicturesController,
    SendController,
    MessageActionsController,
    MessageEditsController,
    DraftsController,
    DraftAttachmentsController,
    ChangesController,
    MailEventsController,
  ],
  providers: [
    MailCursor,
    WellKnownFolders,
    FolderReader,
    FolderNames,
    FolderEditor,
    FolderTasks,
    InvitationReader,
    InvitationResponder,
    SettingsStore,
    { provide: SanitiserThreads, useFactory: () => new SanitiserThreads(compiledWorker()) },
    PictureAddresses,
    { provide: PictureSource, useClass: HttpsPictureSource },
    {
      provide: PictureFetcher,
      useFactory: (source: PictureSource) => new PictureFetcher(source),
      inject: [PictureSource],
    },
    RemotePictures,
    AttachmentReader,
    MessageDecorations,
    MessageReader,
    MessageEditor,
    MessageActions,
    AnswerDrafts,
    DraftTexts,
    DraftKeeper,
    AttachmentUploader,
    ChangeReader,
    MailboxWatch,
    PushRecords,
    PushSubscriptions,
    PushInbox,
    MailEventStreams,
    SendOnce,
    DeferredSends,
    MailSender,
  ],
})
export class MailModule implements OnApplicationShutdown {
  constructor(
    private readonly sanitiser: SanitiserThreads,
    private readonly pictures: PictureSource,
  ) {}

  /** Graph's notifications have a route only where Graph was told of it. */
  static with({ graphNotificationUrl }: AppConfig): DynamicModule {
    return { module: MailModule, controllers: graphNotificationUrl === undefined ? [] : [PushController] };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.sanitiser.close(), this.pictures.close()]);
  }
}

/** A thread can only run what was compiled. */
function compiledWorker(): string | undefined {
  const worker = fileURLToPath(new URL('html/sanitiser-worker.js', import.meta.url));
  return import.meta.url.endsWith('.ts') ? undefined : worker;
}
