import { Logger, NoMetrics, Secret } from '../../src/common/index.js';
import type { RedisConfig } from '../../src/config/index.js';
import { createRedisClient, mastersOf, RedisEventBus, RedisKeyValueStore } from '../../src/redis/index.js';
import type { StoreReplica, StoreReplicas } from '../contracts/replicas-of-a-store.js';
import { eventually } from './eventually.js';
import { FakeClock } from './fake-clock.js';

type RemoteRedis = Exclude<RedisConfig, { kind: 'embedded' }>;
type Client = ReturnType<typeof createRedisClient>;

const noAccess = { username: undefined, password: undefined, isTls: false, caFile: undefined };

export function singleRedis(url: string, access: Partial<RemoteRedis['access']> = {}): RemoteRedis {
  return { kind: 'single', url: new Secret(url), access: { ...noAccess, ...access } };
}

export function clusteredRedis(
  nodes: readonly { readonly host: string; readonly port: number }[],
  access: Partial<RemoteRedis['access']> = {},
): RemoteRedis {
  return { kind: 'cluster', nodes, access: { ...noAccess, ...access } };
}

/** Simulates that time passes: keys with a shorter lifetime expire. */
const passTimeScript = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > 0 and left <= tonumber(ARGV[1]) then redis.call('DEL', key)
  elseif left > 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[1])) end
end`;

async function connectedClient(config: RemoteRedis): Promise<Client> {
  const client = createRedisClient(config);
  client.on('error', () => undefined);
  client.connect().catch(() => undefined);
  await eventually(() => {
    if (client.status !== 'ready') {
      throw new Error(`Redis is ${client.status}`);
    }
  });
  return client;
}

/** Two replicas of the service on one Redis, each with its two connections. */
export async function redisReplicas(config: RemoteRedis): Promise<StoreReplicas> {
  const clock = new FakeClock();
  const clients: Client[] = [];
  const logger = new Logger('silent');
  const replica = async (): Promise<StoreReplica> => {
    const [client, subscriber] = await Promise.all([connectedClient(config), connectedClient(config)]);
    clients.push(client, subscriber);
    return {
      store: new RedisKeyValueStore(client, new NoMetrics()),
      bus: new RedisEventBus(client, subscriber, logger),
    };
  };
  const [one, other] = [await replica(), await replica()];
  return {
    one,
    other,
    clock,
    passTime: async (milliseconds) => {
      clock.advance(milliseconds);
      await Promise.all(
        clients
          .slice(0, 1)
          .flatMap(mastersOf)
          .map((master) => master.eval(passTimeScript, 0, milliseconds)),
      );
    },
    close: () => {
      clients.forEach((client) => {
        client.disconnect();
      });
      return Promise.resolve();
    },
  };
}
