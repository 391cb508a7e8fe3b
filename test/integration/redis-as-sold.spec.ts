import type { Settings } from '../support/test-environment.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { WatchedRedis } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';
import { RedisCertificates } from '../support/redis-tls.js';
import { Service } from '../support/service.js';
import { isSignedIn, jsonOf } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const password = 'pass-word_of.bff';
const user = ['--user', 'bff', 'on', `>${password}`, '~bff:*', '&bff:*', '+@all'];
const soldName = 'contoso.redis.example';
const asUser = { REDIS_USERNAME: 'bff', REDIS_PASSWORD: password };

/** A user signs in and reads mail. */
async function expectServes(settings: Settings): Promise<void> {
  const service = await Service.start(settings);
  try {
    const browser = await service.signedIn(alice);
    expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
    expect((await browser.xhr('POST', '/auth/logout')).status).toBe(200);
  } finally {
    await service.close();
  }
}

describe('Redis as Azure sells it', () => {
  it('serves as a single server on port 10000, by TLS, to a user of its own', async () => {
    const certificates = await RedisCertificates.make({ onlyFor: soldName });
    const port = (await freePort(10_000).catch(() => undefined)) ?? (await freePort());
    const redis = await RedisServer.start([...certificates.options(port), ...user]);
    try {
      await expectServes({
        REDIS_URL: `rediss://127.0.0.1:${port}`,
        REDIS_CA_FILE: certificates.caFile,
        REDIS_TLS_SERVERNAME: soldName,
        ...asUser,
      });
    } finally {
      await redis.close();
      certificates.remove();
    }
  }, 60_000);

  it('serves as a Cluster by TLS whose nodes announce addresses that their certificate does not have', async () => {
    const certificates = await RedisCertificates.make({ onlyFor: soldName });
    const cluster = await RedisCluster.start({
      certificates,
      extra: [...user, '--cluster-announce-ip', '127.0.0.1'],
    });
    try {
      await expectServes({
        REDIS_CLUSTER_NODES: `127.0.0.1:${cluster.tlsPorts[0] ?? 0}`,
        REDIS_TLS: 'true',
        REDIS_CA_FILE: certificates.caFile,
        REDIS_TLS_SERVERNAME: soldName,
        ...asUser,
      });
    } finally {
      await cluster.close();
      certificates.remove();
    }
  }, 90_000);
});

describe('a self-hosted Redis', () => {
  it('serves as a Cluster by TLS whose nodes announce names', async () => {
    const certificates = await RedisCertificates.make();
    const cluster = await RedisCluster.start({
      certificates,
      extra: [
        ...user,
        ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
      ],
    });
    try {
      await expectServes({
        REDIS_CLUSTER_NODES: cluster.tlsPorts.map((port) => `localhost:${port}`).join(','),
        REDIS_TLS: 'true',
        REDIS_CA_FILE: certificates.caFile,
        ...asUser,
      });
    } finally {
      await cluster.close();
      certificates.remove();
    }
  }, 90_000);

  it('serves behind Sentinels by TLS with a user, and continues when they promote the replica', async () => {
    const certificates = await RedisCertificates.make();
    const watched = await WatchedRedis.start({
      certificates,
      extra: user,
      sentinelUser: 'asker on >of-sentinel allchannels -@all +auth +hello +ping +info +client +sentinel +subscribe',
    });
    const service = await Service.start({
      REDIS_SENTINELS: `127.0.0.1:${watched.sentinelTlsPort ?? 0}`,
      REDIS_SENTINEL_NAME: watched.name,
      REDIS_SENTINEL_USERNAME: 'asker',
      REDIS_SENTINEL_PASSWORD: 'of-sentinel',
      REDIS_SENTINEL_TLS: 'true',
      REDIS_TLS: 'true',
      REDIS_CA_FILE: certificates.caFile,
      ...asUser,
    });
    try {
      const browser = await service.signedIn(alice);
      await watched.master.command('WAIT', '1', '5000');
      await watched.master.down();
      await watched.promoted();
      await eventually(async () => {
        expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
      }, 30_000);
    } finally {
      await service.close();
      await watched.close();
      certificates.remove();
    }
  }, 240_000);

  describe('whose master is demoted with writes that no replica has', () => {
    let watched: WatchedRedis;
    let service: Service;
    const begin = async (...extra: string[]): Promise<void> => {
      watched = await WatchedRedis.start({ extra });
      service = await Service.start({
        REDIS_SENTINELS: `127.0.0.1:${watched.sentinelPort}`,
        REDIS_SENTINEL_NAME: watched.name,
      });
    };
    afterEach(async () => {
      await service.close();
      await watched.close();
    });

    /** The replica receives nothing any more, and does not notice. */
    const cut = (): Promise<string> => watched.replica.command('REPLICAOF', '127.0.0.1', '1');
    const promote = async (): Promise<void> => {
      await watched.master.down();
      await watched.promoted();
    };

    it('loses a sign-in, and responds as to a client that is not signed in', async () => {
      await begin();
      const known = await service.signedIn(alice);
      await watched.master.command('WAIT', '1', '5000');
      await cut();
      const lost = await service.signedIn('bilal@contoso.example');
      expect((await lost.xhr('GET', '/api/me')).status).toBe(200);
      await promote();

      await eventually(async () => {
        expect((await known.xhr('GET', '/api/me')).status).toBe(200);
      }, 30_000);
      const [session, me] = [await lost.xhr('GET', '/auth/session'), await lost.xhr('GET', '/api/me')];
      expect([session.status, jsonOf(session)]).toEqual([200, { authenticated: false }]);
      expect([me.status, jsonOf(me)['code']]).toEqual([401, 'login_required']);
      await service.walk(lost, await lost.navigate('/auth/login?returnTo=/'), 'bilal@contoso.example');
      expect((await lost.xhr('GET', '/api/me')).status).toBe(200);
    }, 240_000);

    it('confirms nothing that it would lose, where it must have a replica', async () => {
      await begin('--min-replicas-to-write', '1', '--min-replicas-max-lag', '1');
      const browser = await service.signedIn(alice);
      await cut();
      await eventually(async () => {
        const refused = await browser.xhr('POST', '/auth/logout', {});
        expect([refused.status, jsonOf(refused)['code']]).toEqual([503, 'session_store_unavailable']);
      }, 30_000);
      // The connection to that master was closed and is re-established.
      await eventually(async () => {
        expect((await browser.xhr('GET', '/auth/session')).status).toBe(200);
      }, 30_000);
      await watched.replica.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
      await promote();
      await eventually(async () => {
        expect((await browser.xhr('POST', '/auth/logout', {})).status).toBe(200);
      }, 30_000);
      expect(await isSignedIn(browser)).toBe(false);
    }, 240_000);
  });
});
