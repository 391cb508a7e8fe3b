import { readFileSync } from 'node:fs';

import { loadConfig } from '../../src/config/index.js';
import { redisFindings } from '../../src/doctor/redis-check.js';
import { freePort } from '../support/free-port.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { WatchedRedis } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';
import { RedisCertificates } from '../support/redis-tls.js';
import type { Settings } from '../support/test-environment.js';

const soldName = 'contoso.redis.example';
const password = 'the-right-password';
const fixed = {
  ENTRA_TENANT: 'common',
  ENTRA_CLIENT_ID: '11111111-2222-4333-8444-555555555555',
  ENTRA_CLIENT_SECRET: 'a-secret-of-some-length',
};

/** The doctor's findings for a faulty Redis: text and fix. */
async function failuresWith(settings: Settings): Promise<string[]> {
  const config = loadConfig({ ...fixed, ...settings }, (file) => readFileSync(file, 'utf8'));
  const findings = await redisFindings(config);
  return findings.filter(({ level }) => level === 'failure').map(({ text, cure }) => `${text} -> ${cure ?? ''}`);
}

describe('the doctor, of a server with TLS and a user,', () => {
  let certificates: RedisCertificates;
  let others: RedisCertificates;
  let redis: RedisServer;
  let port: number;
  let right: Settings;

  beforeAll(async () => {
    [certificates, others] = await Promise.all([
      RedisCertificates.make({ onlyFor: soldName }),
      RedisCertificates.make(),
    ]);
    port = await freePort();
    redis = await RedisServer.start([
      ...certificates.options(port),
      ...['--user', 'bff', 'on', `>${password}`, '~bff:*', '&bff:*', '+@all'],
      ...['--user', 'reader', 'on', `>${password}`, '~bff:*', '&bff:*', '+@read', '+@connection', '+info'],
      ...['--user', 'deaf', 'on', `>${password}`, '~bff:*', '+@all'],
    ]);
    right = {
      REDIS_URL: `rediss://127.0.0.1:${port}`,
      REDIS_CA_FILE: certificates.caFile,
      REDIS_TLS_SERVERNAME: soldName,
      REDIS_USERNAME: 'bff',
      REDIS_PASSWORD: password,
    };
  }, 60_000);

  afterAll(async () => {
    await redis.close();
    certificates.remove();
    others.remove();
  });

  it('finds no fault in a correct configuration', async () => {
    expect(await failuresWith(right)).toEqual([]);
  });

  it.each<[string, () => Settings, RegExp]>([
    [
      'a wrong password',
      () => ({ REDIS_PASSWORD: 'wrong' }),
      /^does not know this user with this password -> .*REDIS_PASSWORD/,
    ],
    [
      'an unknown user',
      () => ({ REDIS_USERNAME: 'nobody' }),
      /^does not know this user with this password -> .*REDIS_USERNAME/,
    ],
    [
      'a user who may not write',
      () => ({ REDIS_USERNAME: 'reader' }),
      /^does not let its user do .*\((?:eval|evalsha)\) -> .*Rights of the Redis user/,
    ],
    [
      'a user who may not listen',
      () => ({ REDIS_USERNAME: 'deaf' }),
      /^does not let its user do what is needed -> .*Rights/,
    ],
    ['a CA that is not named', () => ({ REDIS_CA_FILE: '' }), /^has a certificate of a CA .* -> .*REDIS_CA_FILE/],
    ['the CA of others', () => ({ REDIS_CA_FILE: others.caFile }), /^has a certificate of a CA .* -> .*REDIS_CA_FILE/],
    [
      'a name that the certificate lacks',
      () => ({ REDIS_TLS_SERVERNAME: '' }),
      /^has a certificate for another name .* -> .*REDIS_TLS_SERVERNAME/,
    ],
    ['a port that speaks no TLS', () => ({ REDIS_URL: `rediss://127.0.0.1:${redis.port}` }), /TLS/],
    [
      'a port that speaks TLS only',
      () => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
      /^closes the connection at once -> .*TLS/,
    ],
    [
      'a port where nobody listens',
      () => ({ REDIS_URL: 'rediss://127.0.0.1:1' }),
      /^takes no connections at this address -> /,
    ],
    ['an unknown host', () => ({ REDIS_URL: 'rediss://redis.invalid:6379' }), /^has a name that is not known here -> /],
    [
      'a server that is not a Cluster',
      () => ({ REDIS_URL: '', REDIS_CLUSTER_NODES: `127.0.0.1:${port}`, REDIS_TLS: 'true' }),
      /^is no Cluster -> Use REDIS_URL/,
    ],
  ])('names %s and its fix', async (_, wrong, expected) => {
    const settings = { ...right, ...wrong() };
    const [failure, ...more] = await failuresWith(settings);

    expect(failure).toMatch(expected);
    expect(more).toEqual([]);
    expect(failure).not.toContain(password);
  });

  it('names a missing password', async () => {
    await redis.command('ACL', 'SETUSER', 'default', 'resetpass', '>another');
    try {
      expect((await failuresWith({ ...right, REDIS_USERNAME: '', REDIS_PASSWORD: '' }))[0]).toMatch(
        /^asks for a password -> Set REDIS_USERNAME/,
      );
    } finally {
      await redis.command('-a', 'another', 'ACL', 'SETUSER', 'default', 'nopass');
    }
  });
});

it('the doctor names a Cluster that is configured as a single server', async () => {
  const cluster = await RedisCluster.start();
  try {
    expect(await failuresWith({ REDIS_URL: `redis://127.0.0.1:${cluster.masters[0]?.port ?? 0}` })).toEqual([
      'is a node of a Cluster -> Use REDIS_CLUSTER_NODES instead of REDIS_URL.',
    ]);
  } finally {
    await cluster.close();
  }
}, 60_000);

describe('the doctor, of Sentinels,', () => {
  let watched: WatchedRedis;
  let right: Settings;

  beforeAll(async () => {
    watched = await WatchedRedis.start({
      sentinelUser: 'asker on >of-sentinel allchannels -@all +auth +hello +ping +info +client +sentinel +subscribe',
    });
    right = {
      REDIS_SENTINELS: `127.0.0.1:${watched.sentinelPort}`,
      REDIS_SENTINEL_NAME: watched.name,
      REDIS_SENTINEL_USERNAME: 'asker',
      REDIS_SENTINEL_PASSWORD: 'of-sentinel',
    };
  }, 240_000);
  afterAll(() => watched.close());

  it('finds no fault in a correct configuration', async () => {
    expect(await failuresWith(right)).toEqual([]);
  });

  it.each<[string, Settings, RegExp]>([
    [
      'a name that they do not know',
      { REDIS_SENTINEL_NAME: 'other' },
      /^the Sentinels do not know the name other; they watch main -> Correct REDIS_SENTINEL_NAME/,
    ],
    [
      'a wrong password',
      { REDIS_SENTINEL_PASSWORD: 'wrong' },
      /^the Sentinels cannot be asked: .*does not know this user .*REDIS_SENTINEL_PASSWORD/,
    ],
    ['TLS that they do not speak', { REDIS_SENTINEL_TLS: 'true' }, /^the Sentinels cannot be asked: .*TLS/],
    [
      'a place where none is',
      { REDIS_SENTINELS: '127.0.0.1:1' },
      /^the Sentinels cannot be asked: .*takes no connections/,
    ],
  ])('names %s', async (_, wrong, expected) => {
    expect((await failuresWith({ ...right, ...wrong }))[0]).toMatch(expected);
  });
});
