import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { MessagesModule } from '../messages/index.js';
import { HttpsOneClickSender } from './https-one-click-sender.js';
import { OneClickSender } from './one-click-sender.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { Unsubscriber } from './unsubscriber.js';

/** Lists are left by one request of the service: it reveals nothing of the reader's browser or address. */
@Module({
  imports: [MessagesModule],
  controllers: [UnsubscribeController],
  providers: [Unsubscriber, { provide: OneClickSender, useFactory: () => new HttpsOneClickSender() }],
})
export class UnsubscribeModule implements OnApplicationShutdown {
  constructor(private readonly sender: OneClickSender) {}

  async onApplicationShutdown(): Promise<void> {
    await this.sender.close();
  }
}
