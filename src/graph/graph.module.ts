import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { AppConfig } from '../config/index.js';
import { DownloadLanes } from './download-lanes.js';
import { GraphAddress } from './graph-address.js';
import { GraphClient } from './graph-client.js';
import { GraphTransport } from './graph-transport.js';
import { MailboxLimiter } from './mailbox-limiter.js';
import { UnreadableItems } from './unreadable-items.js';

/** Requires `AccessTokens`, which the composition root binds. */
@Module({
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
    { provide: DownloadLanes, useFactory: () => new DownloadLanes() },
    { provide: MailboxLimiter, useFactory: () => new MailboxLimiter() },
    GraphClient,
    UnreadableItems,
  ],
  exports: [GraphAddress, GraphTransport, GraphClient, UnreadableItems],
})
export class GraphModule implements OnApplicationShutdown {
  constructor(private readonly transport: GraphTransport) {}

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }
}
