import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { AuthModule } from './auth/index.js';
import { CommonModule, type Logger } from './common/index.js';
import { ConfigModule, type AppConfig } from './config/index.js';
import { EntraModule } from './entra/index.js';
import { GraphModule } from './graph/index.js';
import { HealthModule } from './health/index.js';
import { RedisModule } from './redis/index.js';
import { SessionGuard, SessionModule } from './session/index.js';
import { TelemetryModule } from './telemetry/index.js';
import { MsalCodeRedeemer, MsalGrantedPermissions, TokensModule } from './tokens/index.js';

/** The composition root: the only place that knows all rooms and binds their ports. */
@Module({})
export class AppModule {
  static with(config: AppConfig, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CommonModule.of(logger),
        ConfigModule.of(config),
        TelemetryModule.of(config),
        RedisModule.of(config),
        EntraModule,
        SessionModule,
        TokensModule,
        AuthModule.with({ codeReceivedHandler: MsalCodeRedeemer, grantedPermissions: MsalGrantedPermissions }),
        GraphModule,
        HealthModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: SessionGuard }],
    };
  }
}
