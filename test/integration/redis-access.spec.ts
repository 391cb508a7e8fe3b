import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';

import { NoMetrics, Secret } from '../../src/common/index.js';
import { createRedisClient, RedisKeyValueStore } from '../../src/redis/index.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { clusteredRedis, singleRedis } from '../support/redis-replicas.js';
import { RedisServer } from '../support/redis-server.js';
import { RedisCertificates } from '../support/redis-tls.js';
import { Service } from '../support/service.js';

const alice = 'alice@contoso.example';
const password = 'pass-word_of.bff';
/** The limit for each address is stored in Redis; addresses on loopback are not counted, so a proxy states one. */
const limited = { RATE_LIMIT_PER_ADDRESS: '2', TRUSTED_PROXIES: '127.0.0.1' };
const elsewhere = { 'x-forwarded-for': '203.0.113.7' };

/** No more than this is needed; docs/operations.md names the same. */
const rights = [
  ...['~bff:*', '&bff:*', '-@all', '+hello', '+auth', '+ping', '+info', '+client|setname'],
  ...['+mget', '+get', '+getdel', '+set', '+del', '+exists', '+pttl', '+pexpire', '+setrange', '+incrby', '+expire'],
  ...['+eval', '+evalsha', '+publish', '+subscribe', '+unsubscribe'],
];
/** A client of a Cluster requests its layout and its health as well. */
const clusterRights = [...rights, '+cluster|slots', '+cluster|info'];

function userOf(may: readonly string[]): string[] {
  return ['--user', 'bff', 'on', `>${password}`, ...may];
}

/** What `useEverything` writes, by the names of the keys. */
const areas = [
  'idempotency',
  'interaction',
  'mail',
  'ping',
  'rate',
  'refused',
  'session',
  'sid',
  'tags',
  'tokens',
  'transaction',
];

async function areasOf(servers: readonly RedisServer[]): Promise<string[]> {
  const written = servers.map((server) => server.everythingWritten()).join('\n');
  const names = [...written.matchAll(/bff:(\w+):v1:/g)].map(([, area = '']) => area);
  return Promise.resolve([...new Set(names)].sort());
}

async function refusalsOf(servers: readonly RedisServer[]): Promise<string> {
  return (await Promise.all(servers.map((server) => server.command('ACL', 'LOG')))).join('').trim();
}

/** Signs in, refreshes, consents, sends once, listens, is throttled and signs out everywhere. */
async function useEverything(service: Service): Promise<void> {
  const { control } = service.sandbox;
  control.setLifetimes({ accessTokenSeconds: 30 });
  const browser = await service.signedIn(alice);
  control.setLifetimes({ accessTokenSeconds: 3600 });
  expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
  expect(control.counters()['token:refresh_token']).toBe(1);

  const message = { to: [{ address: alice }], subject: 'Hello', body: { contentType: 'text', content: 'x' } };
  const send = () => browser.xhr('POST', '/api/mail/messages', message, { 'idempotency-key': 'once-0123456789abcdef' });
  const { interactionUrl } = JSON.parse((await send()).text) as { interactionUrl: string };
  await service.walk(browser, await browser.navigate(interactionUrl), alice);
  expect((await send()).status).toBe(202);

  const streams = await Promise.all(
    ['/auth/events', '/api/mail/events'].map((path) => EventReader.open(browser, service.replica.at(path))),
  );
  expect(streams.map(({ response }) => response.status)).toEqual([200, 200]);
  const [told] = streams;

  const signIn = async () => (await service.browser().hop('/auth/login', elsewhere)).status;
  expect([await signIn(), await signIn(), await signIn()]).toEqual([302, 302, 429]);

  expect((await browser.xhr('POST', '/auth/logout', { everywhere: true })).status).toBe(200);
  await told?.until('event: session.ended');
  streams.forEach((stream) => {
    stream.close();
  });
}

describe('a Redis server behind TLS with a CA of its own', () => {
  let certificates: RedisCertificates;
  let redis: RedisServer;
  let tlsPort: number;
  let caFile: string;

  beforeAll(async () => {
    certificates = await RedisCertificates.make();
    ({ caFile } = certificates);
    tlsPort = await freePort();
    redis = await RedisServer.start([...certificates.options(tlsPort), ...userOf(rights)]);
  });
  afterAll(async () => {
    await redis.close();
    certificates.remove();
  });

  it('serves a user of Redis with the required permissions only', async () => {
    const service = await Service.start({
      REDIS_URL: `rediss://127.0.0.1:${tlsPort}`,
      REDIS_USERNAME: 'bff',
      REDIS_PASSWORD: password,
      REDIS_CA_FILE: caFile,
      ...limited,
    });
    try {
      await useEverything(service);
      expect(await areasOf([redis])).toEqual(areas);
      expect(await refusalsOf([redis])).toBe('');
      expect(service.replica.logLines.join('')).not.toContain(password);
    } finally {
      await service.close();
    }
  }, 60_000);

  it.each([
    ['an unknown CA', () => ({ username: 'bff', password: new Secret(password) })],
    ['a wrong password', () => ({ username: 'bff', password: new Secret('wrong'), caFile })],
  ])('is not used with %s', async (_, access) => {
    const client = createRedisClient(singleRedis(`rediss://127.0.0.1:${tlsPort}`, access()));
    client.on('error', () => undefined);
    client.connect().catch(() => undefined);

    await expect(new RedisKeyValueStore(client, new NoMetrics()).ping()).rejects.toMatchObject({
      code: 'session_store_unavailable',
    });

    client.disconnect();
  });

  it('can be cancelled in the middle of a handshake that is about to be refused', async () => {
    const client = createRedisClient(singleRedis(`rediss://127.0.0.1:${tlsPort}`));
    client.on('error', () => undefined);
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.connect().catch(() => undefined);
    await nextTurn();
    const { stream } = client as unknown as { readonly stream: TLSSocket };

    if (stream.connecting) {
      await new Promise((resolve) => stream.once('connect', resolve));
    }
    client.disconnect();

    // An error of the socket that nobody listens to would be thrown here.
    await ended;
    await eventually(() => {
      expect(stream.closed).toBe(true);
    });
    await nextTurn();
  });
});

describe('a Redis Cluster', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await RedisCluster.start({ extra: userOf(clusterRights) });
  }, 60_000);
  afterAll(() => cluster.close());

  it('serves a user of Redis with the required permissions only', async () => {
    const service = await Service.start({
      REDIS_CLUSTER_NODES: cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
      REDIS_USERNAME: 'bff',
      REDIS_PASSWORD: password,
      ...limited,
    });
    try {
      await useEverything(service);
      expect(await areasOf(cluster.masters)).toEqual(areas);
      expect(await refusalsOf(cluster.masters)).toBe('');
    } finally {
      await service.close();
    }
  }, 60_000);
});

describe('a password that is replaced while the service runs', () => {
  const start = ['--user', 'bff', 'on', '>the-first', ...clusterRights];
  let current: string;
  const access = {
    username: 'bff',
    isTls: false,
    caFile: undefined,
    get password() {
      return new Secret(current);
    },
  };

  it.each([
    [
      'a server',
      async () => {
        const server = await RedisServer.start(start);
        return { servers: [server], config: { ...singleRedis(server.url), access }, close: () => server.close() };
      },
    ],
    [
      'a Cluster',
      async () => {
        const cluster = await RedisCluster.start({ extra: start });
        const { masters, nodes } = cluster;
        return { servers: masters, config: { ...clusteredRedis(nodes), access }, close: () => cluster.close() };
      },
    ],
  ])(
    'is used by the next connection to %s, and the old one continues until then',
    async (_, startRedis) => {
      current = 'the-first';
      const { servers, config, close } = await startRedis();
      const client = createRedisClient(config);
      client.on('error', () => undefined);
      await client.connect();
      const store = new RedisKeyValueStore(client, new NoMetrics());
      const onEvery = (...command: string[]) => Promise.all(servers.map((server) => server.command(...command)));

      // A Cluster's client connects to a node with the first command for it.
      await store.ping();
      await onEvery('ACL', 'SETUSER', 'bff', '>the-second', '<the-first');
      await store.ping();

      await onEvery('CLIENT', 'KILL', 'USER', 'bff');
      await expect(store.ping()).rejects.toMatchObject({ code: 'session_store_unavailable' });

      current = 'the-second';
      await eventually(() => store.ping(), 10_000);
      client.disconnect();
      await close();
    },
    60_000,
  );
});
