import { contosoTenantId, type Sandbox } from '../../sandbox/src/index.js';
import { loadConfig } from '../../src/config/index.js';
import { examine, jsonOf, linesOf, type Finding } from '../../src/doctor/index.js';
import { freePort } from '../support/free-port.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { WatchedRedis } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';
import { settingsFor, startSandboxFor, type Settings } from '../support/test-environment.js';

describe('the doctor', () => {
  let sandbox: Sandbox;
  let redis: RedisServer;
  let origin: string;

  beforeAll(async () => {
    origin = `http://localhost:${await freePort()}`;
    [sandbox, redis] = await Promise.all([startSandboxFor(origin), RedisServer.start()]);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([sandbox.close(), redis.close()]);
  });

  const findingsWith = (settings: Settings = {}): Promise<Finding[]> =>
    examine(
      loadConfig({ ...settingsFor(sandbox, origin), REDIS_URL: redis.url, ...settings }, () => {
        throw new Error('no files');
      }),
    );
  const failuresWith = async (settings: Settings): Promise<string[]> =>
    (await findingsWith(settings))
      .filter(({ level }) => level === 'failure')
      .map(({ area, text }) => `${area}: ${text}`);

  const redisLinesWith = async (settings: Settings): Promise<string[]> =>
    (await findingsWith(settings)).filter(({ area }) => area === 'redis').map(({ level, text }) => `${level}: ${text}`);

  it('finds no failure in a working configuration', async () => {
    const findings = await findingsWith();

    expect(findings.filter(({ level }) => level === 'failure')).toEqual([]);
    expect(findings.filter(({ level }) => level === 'ok').map(({ area }) => area)).toEqual(
      expect.arrayContaining(['graph', 'redis', 'discovery', 'clock', 'credential', 'redirect']),
    );
  });

  it('checks the memory of Redis, the notification URL and the collector of traces', async () => {
    const collector = await OtlpReceiver.start();
    try {
      const nobody = `http://localhost:${await freePort()}`;
      await redis.command('CONFIG', 'SET', 'maxmemory', '100mb');
      const settings = {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        GRAPH_NOTIFICATION_URL: `${nobody}/graph/notifications`,
      };

      const findings = await findingsWith(settings);
      const levels = new Map(findings.map(({ area, level }) => [area, level]));
      expect([levels.get('traces'), levels.get('notifications')]).toEqual(['ok', 'warning']);
      expect(linesOf(findings)).toMatch(/uses \d+ % of its maxmemory/);
      expect(JSON.parse(jsonOf(findings))).toEqual({ level: 'warning', findings });
      expect(await failuresWith({ ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: nobody })).toEqual([
        expect.stringMatching(/^traces: .* does not answer$/),
      ]);
      expect(
        await failuresWith({ ...settings, GRAPH_NOTIFICATION_URL: `${sandbox.authorityHost}/graph/notifications` }),
      ).toEqual([expect.stringMatching(/^notifications: .* answers \d+, and not what Graph expects$/)]);
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      collector.close();
    }
  });

  it('checks each frontend by its name: its origin, its credential and its redirect URIs', async () => {
    const desk = { clientId: 'de5c0de5-2222-4333-8444-555555555555', origin: 'http://desk.localhost:1' };
    sandbox.control.registerApp({ clientId: desk.clientId, secrets: [{ value: 'of-the-desk' }], redirectUris: [] });
    const file = JSON.stringify({
      frontends: [
        { name: 'mail', origin },
        { name: 'desk', ...desk, clientSecretFile: '/run/desk' },
      ],
    });
    const lines = linesOf(
      await examine(
        loadConfig({ ...settingsFor(sandbox, origin), REDIS_URL: redis.url, FRONTENDS_FILE: '/f' }, (path) =>
          path === '/f' ? file : 'of-the-desk',
        ),
      ),
    );

    expect(lines).toContain(`mail: ${origin}/auth/callback is registered`);
    expect(lines).toContain(`desk: ${desk.origin}/auth/callback is not registered`);
    expect(lines.match(/(?:mail|desk): the token endpoint believes the client credential/g)).toEqual([
      'mail: the token endpoint believes the client credential',
      'desk: the token endpoint believes the client credential',
    ]);
    expect(lines).toContain(`desk: ${desk.origin} does not answer from here`);
    expect(lines.match(/app permissions/g)).toHaveLength(2);
  });

  it('distinguishes a wrong secret from a right one, without printing it', async () => {
    const findings = await findingsWith({ ENTRA_CLIENT_SECRET: 'another-secret-than-theirs' });

    expect(linesOf(findings)).toContain('invalid_client AADSTS7000215');
    expect(linesOf(findings)).not.toContain('another-secret');
  });

  it('finds what the app may do without a user, and an API that the tenant does not have', async () => {
    const settings = { ENTRA_TENANT: contosoTenantId };
    const levelsWith = async (): Promise<string[]> =>
      (await findingsWith(settings))
        .filter(({ area }) => area === 'app permissions')
        .map(({ level, text }) => `${level}: ${text}`);

    expect(await levelsWith()).toEqual([expect.stringMatching(/^ok: none at https:\/\/graph\.microsoft\.com/)]);
    sandbox.control.configureApp({ applicationPermissions: ['Mail.ReadWrite'] });
    expect(await levelsWith()).toEqual([expect.stringMatching(/^warning: at .*: Mail\.ReadWrite, which whoever/)]);
    sandbox.control.configureApp({ applicationPermissions: [] });
    const [common] = (await findingsWith()).filter(({ area }) => area === 'app permissions');
    expect(common).toMatchObject({ level: 'unknown', text: expect.stringContaining('common') as string });

    const apis = `permissions: { other.read: { scopes: [api://nobody.example/Read] } }
apis: [{ name: other, prefix: /api/other, target: '${sandbox.authorityHost}/x', internal: true, methods: [GET], permissions: [other.read] }]`;
    const config = loadConfig({ ...settingsFor(sandbox, origin), ...settings, APIS_FILE: 'apis.yaml' }, () => apis);
    expect((await examine(config)).filter(({ level }) => level === 'failure')).toEqual([
      expect.objectContaining({ text: 'the tenant has no API api://nobody.example' }),
    ]);
  });

  it('states what it cannot know without a user of the directory', async () => {
    const findings = await findingsWith();

    expect(findings.find(({ area }) => area === 'consent')).toMatchObject({ level: 'unknown' });
    expect(linesOf(findings)).toMatch(/^\? +consent +what was consented to/m);
  });

  it('finds a redirect URI that is not registered', async () => {
    const [first] = await failuresWith({ PUBLIC_URL: 'https://mail.example' });

    expect(first).toBe('redirect: https://mail.example/auth/callback is not registered');
  });

  it('finds an unavailable authority', async () => {
    expect(await failuresWith({ ENTRA_AUTHORITY_HOST: 'https://localhost:1' })).toEqual([
      expect.stringMatching(/^discovery: no usable document/),
    ]);
  });

  it('finds an unavailable Redis, and one that evicts', async () => {
    const evicting = await RedisServer.start(['--maxmemory-policy', 'allkeys-lru']);

    expect(await failuresWith({ REDIS_URL: 'redis://127.0.0.1:1' })).toEqual([
      'redis: takes no connections at this address',
    ]);
    expect(await failuresWith({ REDIS_URL: evicting.url })).toEqual([
      expect.stringMatching(/^redis: evicts by allkeys-lru/),
    ]);
    await evicting.close();
  });

  describe('of a Redis Cluster', () => {
    let cluster: RedisCluster;

    beforeAll(async () => {
      cluster = await RedisCluster.start();
    }, 40_000);
    afterAll(() => cluster.close());

    const clustered = (nodes = cluster.nodes): Settings => ({
      REDIS_URL: '',
      REDIS_CLUSTER_NODES: nodes.map(({ host, port }) => `${host}:${port}`).join(','),
    });

    it('reports every available master, and the unavailable one', async () => {
      expect(await redisLinesWith(clustered())).toEqual([
        expect.stringMatching(/^ok: answers, version \d/),
        'ok: evicts nothing',
        'warning: has no maxmemory',
        'ok: appends every write to a file',
      ]);

      await cluster.masters[1]?.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      await cluster.masters[2]?.command('CONFIG', 'SET', 'appendonly', 'no');

      expect((await redisLinesWith(clustered())).slice(1)).toEqual([
        expect.stringMatching(/^failure: evicts by allkeys-lru/),
        'warning: has no maxmemory',
        'warning: does not append writes to a file',
      ]);
    });

    it('does not wait forever for an unavailable one', async () => {
      expect(await failuresWith(clustered([{ host: '127.0.0.1', port: 1 }]))).toEqual([
        'redis: takes no connections at this address',
      ]);
    });
  });

  describe('of a Redis behind Sentinel', () => {
    it('finds the master that the sentinels name', async () => {
      const watched = await WatchedRedis.start();
      const settings = {
        REDIS_URL: '',
        REDIS_SENTINELS: `127.0.0.1:${watched.sentinelPort}`,
        REDIS_SENTINEL_NAME: watched.name,
      };
      await watched.master.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');

      expect((await redisLinesWith(settings))[1]).toMatch(/^failure: evicts by allkeys-lru/);
      expect(await failuresWith({ ...settings, REDIS_SENTINEL_NAME: 'another' })).toEqual([
        'redis: the Sentinels do not know the name another; they watch main',
      ]);
      await watched.close();
    }, 60_000);

    it('does not wait forever for unavailable sentinels', async () => {
      const settings = { REDIS_URL: '', REDIS_SENTINELS: '127.0.0.1:1', REDIS_SENTINEL_NAME: 'main' };
      expect(await failuresWith(settings)).toEqual([
        'redis: the Sentinels cannot be asked: a Sentinel takes no connections at this address',
      ]);
    });
  });

  it('states a fix for every fault', async () => {
    const findings = await findingsWith({ PUBLIC_URL: 'http://localhost:1', REDIS_URL: 'redis://127.0.0.1:1' });

    expect(findings.filter(({ level, cure }) => level !== 'ok' && !cure)).toEqual([]);
  });
});
