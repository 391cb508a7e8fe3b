import { Redis } from 'ioredis';

import type { RedisConfig } from '../config/index.js';
import { sentinelOptions } from './redis-connection.js';

type BehindSentinels = Extract<RedisConfig, { kind: 'sentinel' }>;

const timeoutMs = 2_000;

export interface WatchedNames {
  /** Whether the name of the configuration is among them. */
  readonly hasOurs: boolean;
  /** Empty when the user of the Sentinels lacks the permission. */
  readonly names: readonly string[];
}

/**
 * The masters of the first Sentinel that responds. ioredis itself does not distinguish an unknown name from unavailable
 * Sentinels.
 * @throws Error whose cause is the first one's when none responds
 */
export async function namesOfSentinels(config: BehindSentinels): Promise<WatchedNames> {
  let first: unknown;
  for (const { host, port } of config.sentinels) {
    const { sentinelUsername, sentinelPassword, sentinelTLS } = sentinelOptions(config);
    const sentinel = new Redis({
      host,
      port,
      ...(sentinelUsername === undefined ? {} : { username: sentinelUsername }),
      ...(sentinelPassword === undefined ? {} : { password: sentinelPassword }),
      ...(sentinelTLS === undefined ? {} : { tls: sentinelTLS }),
      lazyConnect: true,
      enableReadyCheck: false,
      connectTimeout: timeoutMs,
      commandTimeout: timeoutMs,
      retryStrategy: () => null,
    });
    sentinel.on('error', (error) => {
      first ??= error;
    });
    try {
      await sentinel.connect();
      const address = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', config.name);
      const masters = await sentinel.call('SENTINEL', 'MASTERS').catch(() => undefined);
      return { hasOurs: address !== null, names: namesIn(masters) };
    } catch (error) {
      first ??= error;
    } finally {
      sentinel.disconnect();
    }
  }
  throw new Error('no Sentinel answers', { cause: first });
}

/** Each master is returned as a list of names and values. */
function namesIn(masters: unknown): string[] {
  return Array.isArray(masters)
    ? masters.flatMap((fields: unknown) => (Array.isArray(fields) ? [String(fields[fields.indexOf('name') + 1])] : []))
    : [];
}
