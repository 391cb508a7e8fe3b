import type { WhenFull } from '../../src/redis/key-value-store.js';
import { EventReader } from '../support/event-reader.js';
import { redisReplicas, singleRedis } from '../support/redis-replicas.js';
import { Replicas, type Replica } from '../support/replicas.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';
const message = { to: [{ address: alice }], subject: 'Full', body: { contentType: 'text', content: 'x' } };

/** Two replicas on a Redis that has no memory left (`maxmemory`, `noeviction`): every ordinary write fails. */
describe('a Redis that is full', () => {
  let system: Replicas;
  let a: Replica;
  let b: Replica;

  beforeAll(async () => {
    system = await Replicas.start(2);
    [a, b] = system.all;
  }, 60_000);
  afterAll(() => system.close());
  beforeEach(() => {
    system.sandbox.control.reset();
  });
  afterEach(async () => {
    await system.redis.freeMemory();
    await system.redis.command('FLUSHALL');
  });

  const outcomeOf = (answer: Answer): unknown => (answer.status < 300 ? answer.status : jsonOf(answer)['code']);
  const send = async (browser: UserAgent, key: string, replica = a): Promise<unknown> => {
    const header = { 'idempotency-key': key };
    return outcomeOf(await browser.xhr('POST', replica.at('/api/mail/messages'), message, header));
  };
  const read = async (browser: UserAgent, replica = a): Promise<unknown> =>
    outcomeOf(await browser.xhr('GET', replica.at('/api/mail/messages')));
  const isSignedIn = async (browser: UserAgent): Promise<unknown> =>
    jsonOf(await browser.xhr('GET', a.at('/auth/session')))['authenticated'];
  const everySetFails = async (): Promise<void> => {
    expect(await system.redis.command('SET', 'another', 'x')).toMatch(/^OOM/);
  };
  const signedInToSend = async (user: string): Promise<UserAgent> => {
    const browser = await system.signedIn(user);
    const refused = await browser.xhr('POST', '/api/mail/messages', message);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(refused);
    await system.walk(browser, await browser.navigate(interactionUrl), user);
    return browser;
  };

  it('lets signed-in users read, write and send once, on every replica', async () => {
    const browser = await signedInToSend(alice);
    await system.redis.fill();
    await everySetFails();

    expect([await read(browser, a), await read(browser, b)]).toEqual([200, 200]);
    expect([await send(browser, 'full-000000000000001'), await send(browser, 'full-000000000000001', b)]).toEqual([
      202, 202,
    ]);
    expect(
      system.sandbox.control.requests({ point: 'graph' }).filter(({ path }) => path.endsWith('sendMail')),
    ).toHaveLength(1);
    await everySetFails();
  }, 30_000);

  it('accepts permitted writes, even of a single value', async () => {
    const { one, close } = await redisReplicas(singleRedis(system.redis.url));
    await system.redis.fill();
    const set = (key: string, whenFull: WhenFull): Promise<boolean> =>
      one.store.commit({ writes: [{ kind: 'set', key, value: 'x', ttlMs: 60_000 }], whenFull });

    expect(await set('bff:ping:v1:new', 'write')).toBe(true);
    expect(await set('bff:ping:v1:new', 'replace')).toBe(true);
    await expect(set('bff:ping:v1:other', 'replace')).rejects.toMatchObject({ code: 'session_store_unavailable' });
    await close();
  }, 30_000);

  it('stores a refreshed token in place of the old one, once for all replicas', async () => {
    system.sandbox.control.setLifetimes({ accessTokenSeconds: 30 });
    const browser = await system.signedIn(alice);
    system.sandbox.control.setLifetimes({ accessTokenSeconds: 3600 });
    await system.redis.fill();

    const answers = await Promise.all([a, b, a, b].map((replica) => read(browser, replica)));

    expect(answers).toEqual([200, 200, 200, 200]);
    expect(system.sandbox.control.requests({ point: 'token', grantType: 'refresh_token' })).toHaveLength(1);
  }, 30_000);

  it('permits consent, renews the session by it, notifies open tabs, and signs out', async () => {
    const browser = await system.signedIn(alice);
    await system.redis.fill();
    const events = await EventReader.open(browser, a.at('/auth/events'));
    expect(events.response.status).toBe(200);

    const refused = await browser.xhr('POST', a.at('/api/mail/messages'), message);
    const { interactionUrl, code } = jsonOf<{ interactionUrl: string; code: string }>(refused);
    expect(code).toBe('consent_required');
    await system.walk(browser, await browser.navigate(interactionUrl), alice);
    expect(await send(browser, 'full-000000000000002', b)).toBe(202);

    expect((await browser.xhr('POST', a.at('/auth/logout'))).status).toBe(200);
    expect(await isSignedIn(browser)).toBe(false);
    await events.untilEnd();
  }, 30_000);

  it('signs nobody in and nobody out, stays ready, and returns 503; everything works once there is memory', async () => {
    const browser = await system.signedIn(alice);
    const returning = system.browser();
    const callback = await system.callbackFor(returning, '/auth/login', bilal);
    await system.redis.fill();

    const refused = await system.browser().hop('/auth/login', { accept: 'application/json' });
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    const late = await returning.hop(callback.href);
    expect(late.headers.get('location')).toMatch(/^\/\?auth_error=sign_in_failed&/);
    expect(await isSignedIn(returning)).toBe(false);
    expect((await fetch(a.at('/health/ready'))).status).toBe(200);
    expect([await isSignedIn(browser), await read(browser)]).toEqual([true, 200]);

    await system.redis.freeMemory();
    const newcomer = await system.signedIn(bilal);
    expect([await read(newcomer), await read(browser, b)]).toEqual([200, 200]);
  }, 30_000);
});
