import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

import { jest } from '@jest/globals';

import { KeyValueStore } from '../../src/redis/index.js';
import { eventually } from '../support/eventually.js';
import { jsonOf, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

/** A body that begins and never ends: its sender waits for the response, and the service for the rest. */
describe('a body that stalls', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });

  afterAll(() => system.close());

  const statusOfUnfinished = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request({
        host: '127.0.0.1',
        port: system.port,
        method: 'POST',
        path,
        headers: { 'x-csrf': '1', 'content-type': 'application/json', ...headers },
      });
      outgoing.on('response', ({ statusCode }) => {
        resolve(statusCode);
        outgoing.destroy();
      });
      outgoing.on('error', reject);
      outgoing.write('{"subject":"');
    });

  it.each([
    ['/api/mail/messages', { 'content-length': '6000000' }],
    ['/api/mail/messages', { 'transfer-encoding': 'chunked' }],
    ['/%61pi/mail/messages', { 'content-length': '6000000' }],
    ['/api/mail/drafts/x/attachments?name=a', { 'content-length': '6000000' }],
  ])('is not awaited without a session: %s %o', async (path, headers) => {
    expect(await statusOfUnfinished(path, headers)).toBe(401);
  });

  it('is not awaited when it is longer than any body of /auth', async () => {
    expect(await statusOfUnfinished('/auth/logout', { 'content-length': '20000' })).toBe(413);
    expect(await statusOfUnfinished('/auth/interactions', { 'content-length': '20000' })).toBe(413);
  });

  it.each([
    ['/nothing', 404],
    ['/', 404],
    ['/health/live', 405],
    ['/problems/x', 405],
    ['/auth/nothing', 404],
    ['/auth/login', 405],
    ['/api', 404],
    ['/graph/nothing', 404],
  ])('is not awaited where no route takes one: %s', async (path, status) => {
    expect(await statusOfUnfinished(path, { 'content-length': '6000000' })).toBe(status);
    expect(await statusOfUnfinished(path, { 'transfer-encoding': 'chunked' })).toBe(status);
  });

  it('is distinguished from a large one of a session', async () => {
    const browser = await system.signedIn('alice@contoso.example');
    const body = { contentType: 'text', content: 'x'.repeat(100_000) };
    const answer = await browser.xhr('POST', '/api/mail/messages', { to: [], subject: 'Large', body });

    expect([answer.status, jsonOf(answer)['code']]).not.toContain('login_required');
    expect(answer.status).not.toBe(401);
  });

  describe('of a session', () => {
    const body = { contentType: 'text', content: 'x'.repeat(100_000) };
    const message = JSON.stringify({ to: [], subject: 'Large', body });
    let reads: number;

    beforeEach(() => {
      const store = system.app.get(KeyValueStore);
      const readMany = store.readMany.bind(store);
      reads = 0;
      jest.spyOn(store, 'readMany').mockImplementation((keys) => {
        reads += keys.some((key) => key.startsWith('bff:session:')) ? 1 : 0;
        return readMany(keys);
      });
    });
    afterEach(() => {
      jest.restoreAllMocks();
    });

    /** The request has been admitted to its session; the rest of the body is still to arrive. */
    const halfSent = async (browser: UserAgent): Promise<{ finish(): Promise<number | undefined> }> => {
      const url = new URL(`${system.origin}/api/mail/messages`);
      const outgoing = request(url, {
        method: 'POST',
        headers: {
          'x-csrf': '1',
          origin: system.origin,
          cookie: browser.cookies.header(url, () => true),
          'content-type': 'application/json',
          'content-length': message.length,
        },
      });
      const status = once(outgoing, 'response').then(([answer]: IncomingMessage[]) => answer?.statusCode);
      outgoing.write(message.slice(0, 1000));
      await eventually(() => {
        expect(reads).toBe(1);
      });
      return {
        finish: () => {
          outgoing.end(message.slice(1000));
          return status;
        },
      };
    };

    it('costs one read of the session, however large it is', async () => {
      const browser = await system.signedIn('alice@contoso.example');
      reads = 0;

      const { finish } = await halfSent(browser);

      expect(await finish()).not.toBe(401);
      expect(reads).toBe(1);
    });

    it('is not accepted when the session ended while it arrived', async () => {
      const browser = await system.signedIn('alice@contoso.example');
      reads = 0;
      const { finish } = await halfSent(browser);

      await browser.xhr('POST', '/auth/logout');
      await system.advance(1_000);

      expect(await finish()).toBe(401);
    });
  });
});
