import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { FoldersModule } from '../folders/index.js';
import { DeferredSends } from './deferred-sends.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { MailSender } from './mail-sender.js';
import { SendController } from './send.controller.js';

@Module({
  imports: [GraphModule, FoldersModule],
  controllers: [SendController],
  providers: [DeferredSends, IdempotentRequests, MailSender],
  exports: [DeferredSends, IdempotentRequests],
})
export class SendingModule {}
