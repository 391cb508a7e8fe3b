import { describeEveryStore } from '../contracts/every-store.contract.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { clusteredRedis, redisReplicas } from '../support/redis-replicas.js';

describe('with a Redis Cluster of three masters', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await RedisCluster.start();
  }, 40_000);
  afterAll(() => cluster.close());

  const start = () => redisReplicas(clusteredRedis(cluster.nodes));
  describeEveryStore(start);
});
