import { describeEventBus } from '../contracts/event-bus.contract.js';
import { describeKeyValueStore } from '../contracts/key-value-store.contract.js';
import { describeLeases } from '../contracts/leases.contract.js';
import { describeSessionStore } from '../contracts/session-store.contract.js';
import { describeTokenPartitionStore } from '../contracts/token-partition-store.contract.js';
import { redisReplicas, singleRedis } from '../support/redis-replicas.js';
import { RedisServer } from '../support/redis-server.js';

describe('with a Redis server', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  const start = () => redisReplicas(singleRedis(server.url));
  describeKeyValueStore(start);
  describeEventBus(start);
  describeLeases(start);
  describeSessionStore(start);
  describeTokenPartitionStore(start);
});
