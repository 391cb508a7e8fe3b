import { fileURLToPath } from 'node:url';

import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { AppConfig } from '../config/index.js';
import { GraphAddress } from './graph-address.js';
import { GraphClient } from './graph-client.js';
import { GraphTransport } from './graph-transport.js';
import { MailboxLimiter } from './mailbox-limiter.js';
import { AttachmentUploader } from './mail/attachment-uploader.js';
import { ChangeReader } from './mail/change-reader.js';
import { ChangesController } from './mail/changes.controller.js';
import { DraftAttachmentsController } from './mail/draft-attachments.controller.js';
import { DraftKeeper } from './mail/draft-keeper.js';
import { DraftsController } from './mail/drafts.controller.js';
import { FolderReader } from './mail/folder-reader.js';
import { FoldersController } from './mail/folders.controller.js';
import { MailEventStreams } from './mail/mail-event-streams.js';
import { MailEventsController } from './mail/mail-events.controller.js';
import { MailboxWatch } from './mail/mailbox-watch.js';
import { MailCursor } from './mail/mail-cursor.js';
import { MailSender } from './mail/mail-sender.js';
import { MessageContentController } from './mail/message-content.controller.js';
import { MessageEditor } from './mail/message-editor.js';
import { MessageEditsController } from './mail/message-edits.controller.js';
import { MessageReader } from './mail/message-reader.js';
import { MessagesController } from './mail/messages.controller.js';
import { PushController } from './mail/push.controller.js';
import { PushInbox } from './mail/push-inbox.js';
import { PushRecords } from './mail/push-records.js';
import { PushSubscriptions } from './mail/push-subscriptions.js';
import { ProfileReader } from './mail/profile-reader.js';
import { ProfileController } from './mail/profile.controller.js';
import { SanitiserThreads } from './mail/sanitiser-threads.js';
import { SendOnce } from './mail/send-once.js';
import { SendController } from './mail/send.controller.js';

/** Needs `AccessTokens`, which the composition root binds. */
@Module({
  controllers: [
    ProfileController,
    FoldersController,
    MessagesController,
    MessageContentController,
    SendController,
    MessageEditsController,
    DraftsController,
    DraftAttachmentsController,
    ChangesController,
    MailEventsController,
    PushController,
  ],
  providers: [
    {
      provide: GraphAddress,
      useFactory: (config: AppConfig) => new GraphAddress(config.graphBaseUrl),
      inject: [AppConfig],
    },
    {
      provide: GraphTransport,
      useFactory: (address: GraphAddress) => new GraphTransport(address.origin),
      inject: [GraphAddress],
    },
    { provide: MailboxLimiter, useFactory: () => new MailboxLimiter() },
    GraphClient,
    MailCursor,
    ProfileReader,
    FolderReader,
    { provide: SanitiserThreads, useFactory: () => new SanitiserThreads(compiledWorker()) },
    MessageReader,
    MessageEditor,
    DraftKeeper,
    AttachmentUploader,
    ChangeReader,
    MailboxWatch,
    PushRecords,
    PushSubscriptions,
    PushInbox,
    MailEventStreams,
    SendOnce,
    MailSender,
  ],
  exports: [GraphClient],
})
export class GraphModule implements OnApplicationShutdown {
  constructor(
    private readonly transport: GraphTransport,
    private readonly sanitiser: SanitiserThreads,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.transport.close(), this.sanitiser.close()]);
  }
}

/** A thread can only run what was compiled. */
function compiledWorker(): string | undefined {
  const worker = fileURLToPath(new URL('mail/sanitiser-worker.js', import.meta.url));
  return import.meta.url.endsWith('.ts') ? undefined : worker;
}
