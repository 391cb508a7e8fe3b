import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { createRedisClient } from '../../src/redis/index.js';
import { eventually } from '../support/eventually.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { WatchedRedis } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';
import { Service } from '../support/service.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const paths = ['/auth/session', '/api/me', '/api/mail/folders', '/auth/sessions'];

async function askAll(browser: UserAgent): Promise<Answer[]> {
  return Promise.all(paths.map((path) => browser.xhr('GET', path)));
}

/** That the response comes within a second is tested with a fake clock: redis-key-value-store.spec.ts. */
function expectStoreUnavailable(answers: readonly Answer[]): void {
  expect(answers.map((answer) => [answer.status, jsonOf(answer)['code']])).toEqual(
    answers.map(() => [503, 'session_store_unavailable']),
  );
  expect(answers.every((answer) => answer.headers.get('retry-after') !== null)).toBe(true);
  expect(answers.flatMap((answer) => answer.headers.getSetCookie())).toEqual([]);
}

async function readiness(service: Service): Promise<unknown> {
  const response = await fetch(service.replica.at('/health/ready'));
  return { status: response.status, body: await response.json() };
}

const ready = { status: 200, body: { status: 'ready', missing: [] } };
const notReady = { status: 503, body: { status: 'not_ready', missing: ['redis'] } };

async function untilBack(service: Service, browser: UserAgent): Promise<void> {
  await eventually(async () => {
    const answers = await askAll(browser);
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
  });
  expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
  expect(await readiness(service)).toEqual(ready);
}

describe('a Redis server', () => {
  let redis: RedisServer;
  let service: Service;
  let browser: UserAgent;

  beforeAll(async () => {
    redis = await RedisServer.start(['--appendfsync', 'always']);
    service = await Service.start({ REDIS_URL: redis.url });
    browser = await service.signedIn(alice);
  }, 60_000);
  afterAll(async () => {
    await service.close();
    await redis.close();
  });

  it('that is killed makes every response a 503, and all continue when it is available again', async () => {
    expect(await readiness(service)).toEqual(ready);
    await redis.down();

    for (let round = 0; round < 6; round++) {
      expectStoreUnavailable(await askAll(browser));
    }
    expect(await readiness(service)).toEqual(notReady);
    expect((await fetch(service.replica.at('/health/live'))).status).toBe(200);

    await redis.up();
    await untilBack(service, browser);
  }, 30_000);

  it('that hangs makes every response a 503, however many requests arrive, and all continue when it responds again', async () => {
    redis.freeze();

    for (let round = 0; round < 6; round++) {
      expectStoreUnavailable(await askAll(browser));
    }
    expectStoreUnavailable((await Promise.all(Array.from({ length: 10 }, () => askAll(browser)))).flat());
    expect(await readiness(service)).toEqual(notReady);

    redis.thaw();
    await untilBack(service, browser);
  }, 30_000);

  it('that is read-only makes the service not ready', async () => {
    await redis.command('REPLICAOF', '127.0.0.1', '1');

    await eventually(async () => {
      expect(await readiness(service)).toEqual(notReady);
    });

    await redis.command('REPLICAOF', 'NO', 'ONE');
    await untilBack(service, browser);
  }, 30_000);

  it('is not required to start: the service becomes ready when it is available', async () => {
    await redis.down();
    await service.replica.kill();
    const starting = service.replica.up();
    await eventually(async () => {
      expect(await readiness(service)).toEqual(notReady);
    }, 20_000);

    await redis.up();
    await starting;

    await untilBack(service, browser);
  }, 60_000);
});

describe('Sentinel', () => {
  it('promotes the replica of a lost master, and all continue with it', async () => {
    const watched = await WatchedRedis.start();
    const service = await Service.start({
      REDIS_SENTINELS: `127.0.0.1:${watched.sentinelPort}`,
      REDIS_SENTINEL_NAME: watched.name,
    });
    try {
      const browser = await service.signedIn(alice);
      await watched.master.command('WAIT', '1', '5000');

      await watched.master.down();
      expectStoreUnavailable(await askAll(browser));

      await watched.promoted();
      await untilBack(service, browser);
    } finally {
      await service.close();
      await watched.close();
    }
  }, 120_000);
});

describe('a Sentinel that hangs', () => {
  it('is skipped for the next one', async () => {
    const watched = await WatchedRedis.start();
    const connections = new Set<Socket>();
    const hanging = createServer((connection) => {
      connections.add(connection.on('error', () => undefined));
    });
    hanging.listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as AddressInfo;
    const client = createRedisClient({
      kind: 'sentinel',
      name: watched.name,
      sentinels: [
        { host: '127.0.0.1', port },
        { host: '127.0.0.1', port: watched.sentinelPort },
      ],
      sentinelAccess: { username: undefined, password: undefined, isTls: false },
      access: { username: undefined, password: undefined, isTls: false, caFile: undefined },
    });
    client.on('error', () => undefined);
    try {
      await client.connect();

      expect(await client.ping()).toBe('PONG');
      expect(connections.size).toBeGreaterThan(0);
    } finally {
      client.disconnect();
      connections.forEach((connection) => connection.destroy());
      hanging.close();
      await watched.close();
    }
  });
});

describe('a Redis Cluster', () => {
  it('that loses a node makes every response a 503, and all continue when its replica has taken over', async () => {
    const cluster = await RedisCluster.start({ replicasEach: 1 });
    const service = await Service.start({
      REDIS_CLUSTER_NODES: cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
    });
    try {
      const browser = await service.signedIn(alice);
      const home = await homeOfTokens(cluster);
      await home.command('WAIT', '1', '5000');

      await home.down();
      expectStoreUnavailable((await askAll(browser)).slice(0, 3));

      await untilBack(service, browser);
    } finally {
      await service.close();
      await cluster.close();
    }
  }, 120_000);

  const homeOfTokens = async (cluster: RedisCluster): Promise<RedisServer> => {
    for (const master of cluster.masters) {
      if ((await master.keys('bff:tokens:*:partition')).length > 0) {
        return master;
      }
    }
    throw new Error('no node has tokens');
  };
});
