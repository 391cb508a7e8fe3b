import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { CommonModule, type Logger } from '../common/index.js';
import { ConfigModule, ConfigurationError, type AppConfig } from '../config/index.js';
import { KeyValueStore, RedisModule } from '../redis/index.js';
import { SessionModule } from '../session/index.js';
import { TelemetryModule } from '../telemetry/index.js';
import { AdminCommands, type AdminAnswer } from './admin-commands.js';
import type { AdminCommand } from './admin-arguments.js';
import { UserRecords } from './user-records.js';

@Module({})
class AdminModule {
  static with(config: AppConfig, logger: Logger): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        CommonModule.of(logger),
        ConfigModule.of(config),
        TelemetryModule.of({
          host: config.host,
          frontends: config.frontends,
          metricsPort: undefined,
          otlpEndpoint: undefined,
        }),
        RedisModule.of(config),
        SessionModule,
      ],
      providers: [UserRecords, AdminCommands],
    };
  }
}

/**
 * Runs one command against the Redis of the configuration.
 * @throws ConfigurationError when none is configured, Problem when it is unavailable.
 */
export async function runAdmin(command: AdminCommand, config: AppConfig, logger: Logger): Promise<AdminAnswer> {
  if (config.redis.kind === 'embedded') {
    throw new ConfigurationError(['no Redis is configured (REDIS_URL, REDIS_CLUSTER_NODES or REDIS_SENTINELS)']);
  }
  const context = await NestFactory.createApplicationContext(AdminModule.with(config, logger), {
    logger,
    abortOnError: false,
  });
  try {
    // The connection is opened beside the start. The first command waits for it; a scan would not.
    await context.get(KeyValueStore).ping();
    return await context.get(AdminCommands).run(command);
  } finally {
    await context.close();
  }
}
