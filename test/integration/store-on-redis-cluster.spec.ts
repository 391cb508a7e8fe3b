import { describeEventBus } from '../contracts/event-bus.contract.js';
import { describeKeyValueStore } from '../contracts/key-value-store.contract.js';
import { describeLeases } from '../contracts/leases.contract.js';
import { describeSessionStore } from '../contracts/session-store.contract.js';
import { describeTokenPartitionStore } from '../contracts/token-partition-store.contract.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { clusteredRedis, redisReplicas } from '../support/redis-replicas.js';

describe('with a Redis Cluster of three masters', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await RedisCluster.start();
  }, 40_000);
  afterAll(() => cluster.close());

  const start = () => redisReplicas(clusteredRedis(cluster.nodes));
  describeKeyValueStore(start);
  describeEventBus(start);
  describeLeases(start);
  describeSessionStore(start);
  describeTokenPartitionStore(start);
});
