import { mastersOf, type RedisClient } from './redis-connection.js';

const keysPerScan = 1000;

/** Memory of one Redis server; sizes in bytes, `maxBytes` 0: unlimited. */
export interface ServerMemory {
  readonly server: string;
  readonly usedBytes: number;
  readonly maxBytes: number;
  readonly evictedKeys: number;
}

/** For operators only: walks the whole key space, which no request may do. */
export class StoredKeys {
  constructor(private readonly client: RedisClient) {}

  /**
   * Names of the keys that match a glob of Redis, on all masters; a key that changes meanwhile may occur twice or not
   * at all.
   */
  async *matching(pattern: string): AsyncGenerator<string> {
    for (const master of mastersOf(this.client)) {
      let cursor = '0';
      do {
        const [next, keys] = await master.scan(cursor, 'MATCH', pattern, 'COUNT', keysPerScan);
        yield* keys;
        cursor = next;
      } while (cursor !== '0');
    }
  }

  /** Each key separately: on a cluster they are in different slots. */
  async delete(key: string): Promise<boolean> {
    return (await this.client.unlink(key)) === 1;
  }

  /** How much of its `maxmemory` the fullest server uses; NaN without a limit, or when they are unavailable. */
  async usedRatio(): Promise<number> {
    try {
      const limited = (await this.memory()).filter(({ maxBytes }) => maxBytes > 0);
      return limited.length === 0
        ? Number.NaN
        : Math.max(...limited.map(({ usedBytes, maxBytes }) => usedBytes / maxBytes));
    } catch {
      return Number.NaN;
    }
  }

  memory(): Promise<ServerMemory[]> {
    return Promise.all(
      mastersOf(this.client).map(async (master) => {
        const [memory, stats] = await Promise.all([master.info('memory'), master.info('stats')]);
        const { host = 'unknown', port = 0 } = master.options;
        return {
          server: `${host}:${port}`,
          usedBytes: numberIn(memory, 'used_memory'),
          maxBytes: numberIn(memory, 'maxmemory'),
          evictedKeys: numberIn(stats, 'evicted_keys'),
        };
      }),
    );
  }
}

/** A line of `INFO`, e.g. `used_memory:1024`. */
function numberIn(info: string, name: string): number {
  const line = info.split('\r\n').find((each) => each.startsWith(`${name}:`));
  return Number(line?.slice(name.length + 1) ?? 0);
}
