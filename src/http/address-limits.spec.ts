import { StepServer } from '../../test/support/step-server.js';
import { NoMetrics } from '../common/index.js';
import type { RateLimits } from '../redis/index.js';
import { limitByAddress } from './address-limits.js';
import { isTrustedProxy } from './client-address.js';

describe('the limits by address', () => {
  let server: StepServer;
  let counted: string[];

  beforeEach(() => {
    counted = [];
    server = new StepServer({ trustProxy: isTrustedProxy(['127.0.0.0/8', '10.0.0.0/8']) });
  });

  afterEach(() => server.close());

  const start = (retryAfterSeconds?: number): Promise<string> => {
    const limits = {
      address: (budget: string, address: string) => {
        counted.push(`${budget} ${address}`);
        return Promise.resolve(retryAfterSeconds);
      },
    } as unknown as RateLimits;
    server.fastify.addHook('onRequest', limitByAddress(limits, new NoMetrics()));
    server
      .serve('GET', '/login', { access: 'navigation' })
      .serve('POST', '/notifications', { access: 'public', csrf: false, budget: 'notifications' })
      .serve('GET', '/mail', { access: 'session' })
      .serve('GET', '/live', { access: 'public', csrf: false, budget: 'none' });
    return server.listen();
  };

  const ask = async (origin: string, method: string, path: string, forwarded: string): Promise<number> =>
    (await fetch(origin + path, { method, headers: { 'x-forwarded-for': forwarded } })).status;

  it('count a request against what its route declares, and the others not at all', async () => {
    const origin = await start();

    expect(await ask(origin, 'GET', '/login', '203.0.113.7')).toBe(200);
    expect(await ask(origin, 'POST', '/notifications', '203.0.113.7')).toBe(200);
    expect(await ask(origin, 'GET', '/mail', '203.0.113.7')).toBe(200);
    expect(await ask(origin, 'GET', '/live', '203.0.113.7')).toBe(200);
    expect(counted).toEqual(['sign-in 203.0.113.7', 'notifications 203.0.113.7']);
  });

  it('refuse excess requests and state when to retry', async () => {
    const origin = await start(7);
    const answer = await fetch(`${origin}/login`, { headers: { 'x-forwarded-for': '203.0.113.7' } });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it.each([
    ['203.0.113.7:50123', '203.0.113.7'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['"[2001:db8::1]"', '2001:db8::1'],
    ['203.0.113.7, 10.0.0.1:8080', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7:1, [::ffff:10.0.0.2]:80', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
  ])('treat %s as the address %s', async (forwarded, address) => {
    await ask(await start(), 'GET', '/login', forwarded);

    expect(counted).toEqual([`sign-in ${address}`]);
  });

  it.each(['unknown', '_hidden', 'a'.repeat(300), '203.0.113.777'])(
    'count %s against the proxy that sent it: an invented text is no key',
    async (forwarded) => {
      await ask(await start(), 'GET', '/login', forwarded);

      expect(counted).toEqual(['sign-in 127.0.0.1']);
    },
  );

  it('treat all callers on loopback alike, where no proxy is named', async () => {
    server = new StepServer();
    await ask(await start(), 'GET', '/login', '203.0.113.7');

    expect(counted).toEqual([]);
  });

  it('refuse and do not count a request whose connection is gone', async () => {
    server.fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      Object.defineProperty(raw.socket, 'remoteAddress', { value: undefined });
      done();
    });
    const origin = await start();

    expect([(await fetch(`${origin}/login`)).status, (await fetch(`${origin}/mail`)).status]).toEqual([429, 200]);
    expect(counted).toEqual([]);
  });
});
