import { Module, type DynamicModule } from '@nestjs/common';

import type { AppConfig } from '../../config/index.js';
import { GraphModule } from '../../graph/index.js';
import { MailEventStreams } from './mail-event-streams.js';
import { MailEventsController } from './mail-events.controller.js';
import { MailboxPoller } from './mailbox-poller.js';
import { NotificationReceiver } from './notification-receiver.js';
import { PushController } from './push.controller.js';
import { PushRecords } from './push-records.js';
import { PushSubscriptions } from './push-subscriptions.js';

@Module({
  imports: [GraphModule],
  controllers: [MailEventsController],
  providers: [MailboxPoller, PushRecords, PushSubscriptions, NotificationReceiver, MailEventStreams],
})
export class NotificationsModule {
  /** The route for Graph's notifications exists only where its URL is configured. */
  static with({ graphNotificationUrl }: AppConfig): DynamicModule {
    return { module: NotificationsModule, controllers: graphNotificationUrl === undefined ? [] : [PushController] };
  }
}
