import { Module, type DynamicModule } from '@nestjs/common';

import type { AppConfig } from '../config/index.js';
import { ApiAnswers } from './api-answers.js';
import { ApiCalls } from './api-calls.js';
import { controllerOf } from './api-controllers.js';
import { ApiProxy } from './api-proxy.js';
import { DownstreamApi } from './downstream-api.js';

/** APIs beside mail, by `APIS_FILE` (docs/apis.md). */
@Module({})
export class DownstreamModule {
  static with({ apis }: Pick<AppConfig, 'apis'>): DynamicModule {
    return {
      module: DownstreamModule,
      controllers: apis.map(controllerOf),
      providers: [ApiAnswers, ApiCalls, ApiProxy, DownstreamApi],
      exports: [DownstreamApi],
    };
  }
}
