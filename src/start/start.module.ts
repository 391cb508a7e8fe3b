import { Module, type DynamicModule } from '@nestjs/common';

import { MailModule } from '../mail/index.js';
import { StartController } from './start.controller.js';

@Module({})
export class StartModule {
  /** `auth` is the module of the application, with its bindings. */
  static with(auth: DynamicModule): DynamicModule {
    return { module: StartModule, imports: [auth, MailModule], controllers: [StartController] };
  }
}
