import { Module, type DynamicModule } from '@nestjs/common';

import type { AppConfig } from '../config/index.js';
import { ChangesModule } from './changes/index.js';
import { DraftsModule } from './drafts/index.js';
import { FoldersModule } from './folders/index.js';
import { InvitationsModule } from './invitations/index.js';
import { MessagesModule } from './messages/index.js';
import { NotificationsModule } from './notifications/index.js';
import { PicturesModule } from './pictures/index.js';
import { SendingModule } from './sending/index.js';
import { SendersModule } from './senders/index.js';
import { SettingsModule } from './settings/index.js';
import { UnsubscribeModule } from './unsubscribe/index.js';

/** Everything below `/api/mail`, one module per feature. */
@Module({
  imports: [
    FoldersModule,
    SettingsModule,
    SendersModule,
    UnsubscribeModule,
    InvitationsModule,
    MessagesModule,
    PicturesModule,
    SendingModule,
    DraftsModule,
    ChangesModule,
  ],
  exports: [FoldersModule, MessagesModule],
})
export class MailModule {
  static with(config: AppConfig): DynamicModule {
    return { module: MailModule, imports: [NotificationsModule.with(config)] };
  }
}
