import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { BlockedSenders } from './blocked-senders.js';
import { SendersController } from './senders.controller.js';

@Module({ imports: [GraphModule], controllers: [SendersController], providers: [BlockedSenders] })
export class SendersModule {}
