import { Writable } from 'node:stream';

import { runAdmin } from '../../src/admin/index.js';
import { Logger } from '../../src/common/index.js';
import { ConfigurationError, loadConfig } from '../../src/config/index.js';
import { TestSystem } from '../support/test-system.js';

describe('the admin command', () => {
  let system: TestSystem;
  const auditLines: string[] = [];
  const logger = new Logger(
    'info',
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        auditLines.push(chunk.toString());
        done();
      },
    }),
  );

  beforeAll(async () => {
    system = await TestSystem.startPair();
  }, 120_000);

  afterAll(() => system.close());

  const configuration = () => loadConfig(system.environment, () => '');
  const userOf = (name: string) => {
    const { oid, tid } = system.sandbox.control.requireUser(name);
    return { objectId: oid, tenantId: tid };
  };

  it('lists the sessions of one user, with and without the tenant, and shows no name', async () => {
    await system.signedIn('alice@contoso.example');
    await system.signedIn('alice@contoso.example');
    await system.signedIn('bilal@contoso.example');
    const { objectId, tenantId } = userOf('alice@contoso.example');

    for (const user of [
      { objectId, tenantId },
      { objectId, tenantId: undefined },
    ]) {
      const { isFound, answer } = await runAdmin({ name: 'sessions list', user }, configuration(), logger);

      expect(isFound).toBe(true);
      expect(answer).toEqual({
        sessions: [expect.objectContaining({ tenantId }), expect.objectContaining({ tenantId })],
      });
      expect(JSON.stringify(answer).toLowerCase()).not.toContain('alice');
    }
  });

  it('counts users, sessions, keys and memory', async () => {
    const { answer } = await runAdmin({ name: 'stats' }, configuration(), logger);

    expect(answer).toMatchObject({ users: 2, sessions: 3, redis: [{ evictedKeys: 0 }] });
  });

  it('signs one user out everywhere, does not affect the others, and audits that', async () => {
    const [anna, ben] = [
      await system.signedIn('alice@contoso.example'),
      await system.signedIn('bilal@contoso.example'),
    ];

    const { isFound } = await runAdmin(
      { name: 'sessions end', user: userOf('alice@contoso.example') },
      configuration(),
      logger,
    );

    expect(isFound).toBe(true);
    expect((await anna.xhr('GET', '/api/me')).status).toBe(401);
    expect((await ben.xhr('GET', '/api/me')).status).toBe(200);
    expect(
      auditLines.some(
        (line) => line.includes('session_revoked') && line.includes(userOf('alice@contoso.example').objectId),
      ),
    ).toBe(true);
  });

  it('erases every key of a user', async () => {
    await system.signedIn('alice@contoso.example');
    const tags = (await system.redis.keys('bff:session:v1:*:index')).map((key) => /\{(.+)\}/.exec(key)?.[1] ?? '');

    const { isFound } = await runAdmin(
      { name: 'erase', user: userOf('alice@contoso.example') },
      configuration(),
      logger,
    );

    expect(isFound).toBe(true);
    const left = await Promise.all(tags.map((tag) => system.redis.keys(`*${tag}*`)));
    expect(left.filter((keys) => keys.length === 0)).toHaveLength(1);
    expect(left.filter((keys) => keys.length > 0)).toHaveLength(1);
  });

  it('reports that nothing is stored of an unknown user', async () => {
    const user = { objectId: '00000000-1111-2222-3333-444444444444', tenantId: undefined };

    const { isFound, answer } = await runAdmin({ name: 'sessions end', user }, configuration(), logger);

    expect({ isFound, answer }).toEqual({ isFound: false, answer: { ended: 0 } });
  });

  it('reports an error without a Redis', async () => {
    const { REDIS_URL: _without, ...settings } = system.environment;

    await expect(
      runAdmin(
        { name: 'stats' },
        loadConfig(settings, () => ''),
        logger,
      ),
    ).rejects.toThrow(ConfigurationError);
  });
});
