import { describeEveryStore } from '../contracts/every-store.contract.js';
import { eventually } from '../support/eventually.js';
import { redisReplicas, singleRedis } from '../support/redis-replicas.js';
import { RedisServer } from '../support/redis-server.js';

describe('with a Redis server', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());

  const start = () => redisReplicas(singleRedis(server.url));
  describeEveryStore(start);

  it('continues to receive events when one is not understood', async () => {
    const { one, close } = await start();
    const received: string[] = [];
    await one.bus.subscribe('bff:events:v1:any', (message) => received.push(String(JSON.parse(message))));

    await one.bus.publish('bff:events:v1:any', 'no JSON');
    await one.bus.publish('bff:events:v1:any', '"JSON"');

    await eventually(() => {
      expect(received).toEqual(['JSON']);
    });
    await close();
  });
});
