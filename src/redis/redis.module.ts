import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';

import { Clock, Logger, Metrics } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedEventBus } from './embedded-event-bus.js';
import { EmbeddedKeyValueStore } from './embedded-key-value-store.js';
import { EventBus } from './event-bus.js';
import { KeyValueStore } from './key-value-store.js';
import { Leases } from './leases.js';
import { RateLimits } from './rate-limits.js';
import { RecordCipher } from './record-cipher.js';
import { createRedisClient, type RedisClient } from './redis-connection.js';
import { RedisEventBus } from './redis-event-bus.js';
import { RedisKeyValueStore } from './redis-key-value-store.js';
import { StoredKeys } from './stored-keys.js';

const redisClients = Symbol('redisClients');

/** Binds the store and the event bus to Redis, or to the embedded ones when Redis is not configured. */
@Global()
@Module({})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(redisClients) private readonly clients: readonly RedisClient[]) {}

  static of(config: AppConfig): DynamicModule {
    const { redis } = config;
    const exports = [KeyValueStore, EventBus, Leases, RecordCipher, RateLimits];
    if (redis.kind === 'embedded') {
      return {
        module: RedisModule,
        providers: [
          Leases,
          RecordCipher,
          { provide: RateLimits, useValue: new RateLimits(config, undefined) },
          { provide: redisClients, useValue: [] },
          { provide: KeyValueStore, useFactory: (clock: Clock) => new EmbeddedKeyValueStore(clock), inject: [Clock] },
          { provide: EventBus, useClass: EmbeddedEventBus },
        ],
        exports,
      };
    }
    return {
      module: RedisModule,
      providers: [
        Leases,
        RecordCipher,
        {
          provide: redisClients,
          useFactory: (logger: Logger) => [createRedisClient(redis), createRedisClient(redis)].map(startWith(logger)),
          inject: [Logger],
        },
        {
          provide: KeyValueStore,
          useFactory: ([client]: [RedisClient], metrics: Metrics) => new RedisKeyValueStore(client, metrics),
          inject: [redisClients, Metrics],
        },
        {
          provide: RateLimits,
          useFactory: ([client]: [RedisClient]) => new RateLimits(config, client),
          inject: [redisClients],
        },
        {
          provide: EventBus,
          useFactory: ([client, subscriber]: [RedisClient, RedisClient], logger: Logger) =>
            new RedisEventBus(client, subscriber, logger),
          inject: [redisClients, Logger],
        },
        {
          provide: StoredKeys,
          useFactory: ([client]: [RedisClient], metrics: Metrics) => {
            const keys = new StoredKeys(client);
            metrics.gauge('bff_redis_memory_used_ratio', () => keys.usedRatio());
            return keys;
          },
          inject: [redisClients, Metrics],
        },
      ],
      exports: [...exports, StoredKeys],
    };
  }

  onApplicationShutdown(): void {
    this.clients.forEach((client) => {
      client.disconnect();
    });
  }
}

/** The service starts without Redis and is not ready until Redis is available. */
function startWith(logger: Logger): (client: RedisClient) => RedisClient {
  return (client) => {
    client.on('error', (error: unknown) => {
      logger.warning({ err: error }, 'redis connection');
    });
    client.connect().catch(() => undefined);
    return client;
  };
}
