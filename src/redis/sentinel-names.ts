import { Redis } from 'ioredis';

import type { RedisConfig } from '../config/index.js';
import { sentinelOptions } from './redis-connection.js';

type BehindSentinels = Extract<RedisConfig, { kind: 'sentinel' }>;

const timeoutMs = 2_000;

export interface WatchedNames {
  /** Whether the name of the configuration is among them. */
  readonly hasOurs: boolean;
  /** Empty when the user of the Sentinels may not ask for them. */
  readonly names: readonly string[];
}

/**
 * What the first Sentinel that answers watches. ioredis itself does not tell a name that nobody knows from Sentinels that are
 * out of reach.
 * @throws Error whose cause is the first one's when none answers
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

/** Each master is told as a list of names and values. */
function namesIn(masters: unknown): string[] {
  return Array.isArray(masters)
    ? masters.flatMap((fields: unknown) => (Array.isArray(fields) ? [String(fields[fields.indexOf('name') + 1])] : []))
    : [];
}
