import { eventually } from '../support/eventually.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { WatchedRedis } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';
import { Service } from '../support/service.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const paths = ['/auth/session', '/api/me', '/api/mail/folders', '/auth/sessions'];

/** How long a request may take to say that the store is gone (contract section 9). */
const limitMs = 1_000;

interface Timed {
  readonly answer: Answer;
  readonly tookMs: number;
}

async function timed(request: () => Promise<Answer>): Promise<Timed> {
  const start = performance.now();
  const answer = await request();
  return { answer, tookMs: performance.now() - start };
}

async function askAll(browser: UserAgent): Promise<Timed[]> {
  return Promise.all(paths.map((path) => timed(() => browser.xhr('GET', path))));
}

function expectStoreGone(answers: readonly Timed[]): void {
  expect(answers.map(({ answer }) => [answer.status, jsonOf(answer)['code']])).toEqual(
    answers.map(() => [503, 'session_store_unavailable']),
  );
  expect(answers.every(({ answer }) => answer.headers.get('retry-after') !== null)).toBe(true);
  expect(answers.flatMap(({ answer }) => answer.headers.getSetCookie())).toEqual([]);
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(limitMs);
}

async function readiness(service: Service): Promise<unknown> {
  const response = await fetch(service.replica.at('/health/ready'));
  return { status: response.status, body: await response.json() };
}

const ready = { status: 200, body: { status: 'ready', missing: [] } };
const notReady = { status: 503, body: { status: 'not_ready', missing: ['redis'] } };

async function untilBack(service: Service, browser: UserAgent, withinMs = 10_000): Promise<void> {
  await eventually(async () => {
    const answers = await askAll(browser);
    expect(answers.map(({ answer }) => answer.status)).toEqual(paths.map(() => 200));
  }, withinMs);
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

  it('that is killed is told of within a second, and all go on when it is back', async () => {
    expect(await readiness(service)).toEqual(ready);
    await redis.down();

    for (let round = 0; round < 6; round++) {
      expectStoreGone(await askAll(browser));
    }
    expect(await readiness(service)).toEqual(notReady);
    expect((await fetch(service.replica.at('/health/live'))).status).toBe(200);

    await redis.up();
    await untilBack(service, browser);
  }, 30_000);

  it('that hangs is told of within a second, however many ask, and all go on when it answers again', async () => {
    redis.freeze();

    for (let round = 0; round < 6; round++) {
      expectStoreGone(await askAll(browser));
    }
    expectStoreGone((await Promise.all(Array.from({ length: 10 }, () => askAll(browser)))).flat());
    expect(await readiness(service)).toEqual(notReady);

    redis.thaw();
    await untilBack(service, browser);
  }, 30_000);

  it('that only reads makes the service not ready', async () => {
    await redis.command('REPLICAOF', '127.0.0.1', '1');

    await eventually(async () => {
      expect(await readiness(service)).toEqual(notReady);
    });

    await redis.command('REPLICAOF', 'NO', 'ONE');
    await untilBack(service, browser);
  }, 30_000);

  it('is not needed to start: the service becomes ready when it comes', async () => {
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
  it('promotes the replica of a lost master, and all go on with it', async () => {
    const watched = await WatchedRedis.start();
    const service = await Service.start({
      REDIS_SENTINELS: `127.0.0.1:${watched.sentinelPort}`,
      REDIS_SENTINEL_NAME: watched.name,
    });
    try {
      const browser = await service.signedIn(alice);
      await watched.master.command('WAIT', '1', '5000');

      await watched.master.down();
      expectStoreGone(await askAll(browser));

      // A Sentinel on a busy machine takes its own delay for a wrong clock and promotes nobody for 30 s (TILT mode).
      await untilBack(service, browser, 60_000);
    } finally {
      await service.close();
      await watched.close();
    }
  }, 120_000);
});

describe('a Redis Cluster', () => {
  it('that loses a node is told of within a second, and all go on when its replica has taken over', async () => {
    const cluster = await RedisCluster.start({ replicasEach: 1 });
    const service = await Service.start({
      REDIS_CLUSTER_NODES: cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
    });
    try {
      const browser = await service.signedIn(alice);
      const home = await homeOfTokens(cluster);
      await home.command('WAIT', '1', '5000');

      await home.down();
      expectStoreGone((await askAll(browser)).slice(0, 3));

      await untilBack(service, browser, 30_000);
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
