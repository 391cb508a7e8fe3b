import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { MailModelModule } from '../model/index.js';
import { ChangeReader } from './change-reader.js';
import { ChangesController } from './changes.controller.js';
import { RemovedMessages } from './removed-messages.js';

@Module({
  imports: [GraphModule, MailModelModule],
  controllers: [ChangesController],
  providers: [ChangeReader, RemovedMessages],
})
export class ChangesModule {}
