import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { AuthModule } from './auth/index.js';
import { CommonModule, type Logger } from './common/index.js';
import { ConfigModule, type AppConfig } from './config/index.js';
import { DownstreamModule } from './downstream/index.js';
import { EntraModule } from './entra/index.js';
import { HealthModule } from './health/index.js';
import { HttpModule } from './http/index.js';
import { MailModule } from './mail/index.js';
import { PeopleModule } from './people/index.js';
import { ProfileModule } from './profile/index.js';
import { RedisModule } from './redis/index.js';
import { SessionGuard, SessionModule } from './session/index.js';
import { TelemetryModule } from './telemetry/index.js';
import { MsalCodeRedeemer, MsalGrantedPermissions, TokensModule } from './tokens/index.js';

/** The composition root: the only place that knows all modules and binds their ports. */
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
        HttpModule,
        MailModule.with(config),
        ProfileModule,
        PeopleModule,
        DownstreamModule.with(config),
        HealthModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: SessionGuard }],
    };
  }
}
