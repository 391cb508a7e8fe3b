import type { Sandbox } from '../../sandbox/src/index.js';
import { loadConfig } from '../../src/config/index.js';
import { examine, linesOf, type Finding } from '../../src/doctor/index.js';
import { freePort } from '../support/free-port.js';
import { RedisServer } from '../support/redis-server.js';
import { settingsFor, startSandboxFor, type Settings } from '../support/surroundings.js';

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

  it('finds nothing that fails in a configuration that works', async () => {
    const findings = await findingsWith();

    expect(findings.filter(({ level }) => level === 'failure')).toEqual([]);
    expect(findings.filter(({ level }) => level === 'ok').map(({ area }) => area)).toEqual(
      expect.arrayContaining(['graph', 'redis', 'discovery', 'clock', 'credential', 'redirect']),
    );
  });

  it('tells a wrong secret from a right one, without printing it', async () => {
    const findings = await findingsWith({ ENTRA_CLIENT_SECRET: 'another-secret-than-theirs' });

    expect(linesOf(findings)).toContain('invalid_client AADSTS7000215');
    expect(linesOf(findings)).not.toContain('another-secret');
  });

  it('sees a redirect URI that is not registered', async () => {
    const [first] = await failuresWith({ PUBLIC_URL: 'https://mail.example' });

    expect(first).toBe('redirect: https://mail.example/auth/callback is not registered');
  });

  it('sees an authority that is not there', async () => {
    expect(await failuresWith({ ENTRA_AUTHORITY_HOST: 'https://localhost:1' })).toEqual([
      expect.stringMatching(/^discovery: no usable document/),
    ]);
  });

  it('sees a Redis that is not there, and one that evicts', async () => {
    const evicting = await RedisServer.start(['--maxmemory-policy', 'allkeys-lru']);

    expect(await failuresWith({ REDIS_URL: 'redis://127.0.0.1:1' })).toEqual([
      expect.stringMatching(/^redis: cannot be used/),
    ]);
    expect(await failuresWith({ REDIS_URL: evicting.url })).toEqual([
      expect.stringMatching(/^redis: evicts by allkeys-lru/),
    ]);
    await evicting.close();
  });

  it('gives a cure with everything that is not well', async () => {
    const findings = await findingsWith({ PUBLIC_URL: 'http://localhost:1', REDIS_URL: 'redis://127.0.0.1:1' });

    expect(findings.filter(({ level, cure }) => level !== 'ok' && !cure)).toEqual([]);
  });
});
