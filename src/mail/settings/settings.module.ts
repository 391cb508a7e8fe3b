import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { MailModelModule } from '../model/index.js';
import { HtmlModule } from '../html/index.js';
import { SettingsStore } from './settings-store.js';
import { SettingsController } from './settings.controller.js';

@Module({
  imports: [GraphModule, MailModelModule, HtmlModule],
  controllers: [SettingsController],
  providers: [SettingsStore],
})
export class SettingsModule {}
