import { Global, Module, type DynamicModule } from '@nestjs/common';

import { AuditLog } from './audit-log.js';
import { Clock, SystemClock } from './clock.js';
import { Logger } from './logger.js';

/** What every module may use. */
@Global()
@Module({})
export class CommonModule {
  static of(logger: Logger): DynamicModule {
    return {
      module: CommonModule,
      providers: [AuditLog, { provide: Clock, useClass: SystemClock }, { provide: Logger, useValue: logger }],
      exports: [AuditLog, Clock, Logger],
    };
  }
}
