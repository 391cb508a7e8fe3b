import { createHash } from 'node:crypto';

import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { ordersScope, restartWithApis } from '../support/orders-api.js';
import { ask, parametersOf, stateOf, type Prompt } from '../support/prompts.js';
import { rawRequest, type RawAnswer } from '../support/raw-request.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly bytes: number;
  readonly sha256: string;
}

/** APIs beside mail, by configuration (docs/apis.md): each row of that page against the orders API of the sandbox. */
describe('an API beside mail', () => {
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.start();
    await restartWithApis(system);
  }, 60_000);

  beforeEach(async () => {
    system.reset();
    browser = await system.signedIn(alice);
    system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read'), ordersScope('Orders.Write')]);
  });

  afterAll(() => system.close());

  const cookie = (): string => browser.cookies.header(new URL(system.origin), () => true);

  const raw = (method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<RawAnswer> =>
    rawRequest(system.port, {
      method,
      path,
      headers: { cookie: cookie(), 'x-csrf': '1', ...headers },
      ...(body === undefined ? {} : { body }),
    });

  const tokenCalls = (): number => system.sandbox.control.counters()['token:refresh_token'] ?? 0;
  const ordersCalls = (): number => system.sandbox.control.counters()['orders'] ?? 0;

  async function echo(path: string, headers: Record<string, string> = {}): Promise<Echo> {
    return JSON.parse((await raw('GET', path, headers)).text) as Echo;
  }

  describe('accepts calls', () => {
    it('with a token of its own resource, got once by the refresh token that serves all', async () => {
      const before = tokenCalls();
      const answers = await Promise.all(Array.from({ length: 8 }, () => browser.xhr('GET', '/api/orders/orders')));

      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
      expect(tokenCalls()).toBe(before + 1);
      expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
      expect((await browser.xhr('GET', '/api/profile')).status).toBe(200);
      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      expect(tokenCalls()).toBe(before + 1);
    });

    it('only with a session, with X-CSRF, from our own origin', async () => {
      expect((await rawRequest(system.port, { method: 'GET', path: '/api/orders/orders' })).status).toBe(403);
      const anonymous = { method: 'GET', path: '/api/orders/orders', headers: { 'x-csrf': '1' } };
      expect((await rawRequest(system.port, anonymous)).status).toBe(401);
      expect((await raw('POST', '/api/orders/orders', { origin: 'https://evil.example' }, '{}')).status).toBe(403);
      expect(ordersCalls()).toBe(0);
    });

    it('by the configured methods; HEAD comes with GET', async () => {
      expect((await raw('HEAD', '/api/orders/orders')).status).toBe(200);
      expect((await raw('HEAD', '/api/orders/orders')).text).toBe('');
      const refused = await raw('DELETE', '/api/profile');
      expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
    });

    it('at the longest prefix, even where that one does not permit the method', async () => {
      expect((await echo('/api/orders/echo/notes/7?x')).url).toBe('/v1/echo/deep/7?x');
      expect((await echo('/api/orders/echo/notesx')).url).toBe('/v1/echo/notesx');
      const refused = await raw('POST', '/api/orders/echo/notes/7', { 'content-type': 'text/plain' }, 'x');
      expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
    });

    it('with the query byte for byte and only the permitted headers of the client', async () => {
      const { url, headers } = await echo("/api/orders/echo/a%20b/c;d?$filter=x%20eq%20'1'&&=%zz&..%2f", {
        accept: 'text/x',
        'accept-language': 'fr',
        'if-none-match': '"1"',
        range: 'bytes=0-1',
        'idempotency-key': 'k',
        origin: system.origin,
        referer: `${system.origin}/secret`,
        'x-forwarded-for': '1.2.3.4',
        'x-http-method-override': 'DELETE',
        'x-original-url': '/admin',
        authorization: 'Bearer mine',
        'user-agent': 'me',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      });
      const { authorization, traceparent, host, connection, ...others } = headers;

      expect(url).toBe("/v1/echo/a%20b/c;d?$filter=x%20eq%20'1'&&=%zz&..%2f");
      expect(others).toEqual({
        accept: 'text/x',
        'accept-language': 'fr',
        'if-none-match': '"1"',
        range: 'bytes=0-1',
        'idempotency-key': 'k',
      });
      expect(authorization).toMatch(/^Bearer ey/);
      expect(traceparent).toMatch(/^00-[\da-f]{32}-(?!b7ad6b7169203331)[\da-f]{16}-0[01]$/);
      expect([host, connection]).toEqual([new URL(system.sandbox.ordersUrl).host, 'keep-alive']);
    });

    it.each([
      '/api/orders/..',
      '/api/orders/../mail/messages',
      '/api/orders/%2e%2e/x',
      '/api/orders/%252e%252e/x',
      '/api/orders/..%2fx',
      '/api/orders/a%2fb',
      '/api/orders/a%5Cb',
      '/api/orders/a\\b',
      '/api/orders//x',
      '/api/orders/%zz',
      '/api/orders/%',
      '/api/order%73/orders',
    ])('never at %s', async (path) => {
      const refused = await raw('GET', path);
      expect([refused.status, (JSON.parse(refused.text) as { code: string }).code]).toEqual([400, 'invalid_request']);
      expect(ordersCalls()).toBe(0);
    });

    it('with the body unchanged', async () => {
      const csv = `a;b\n${'1;2\n'.repeat(50_000)}`;
      const answer = await raw(
        'POST',
        '/api/orders/echo',
        { 'content-type': 'text/csv', 'transfer-encoding': 'chunked' },
        csv,
      );
      const echoed = JSON.parse(answer.text) as Echo;

      expect(echoed).toMatchObject({ bytes: csv.length, sha256: createHash('sha256').update(csv).digest('hex') });
      expect(echoed.headers['content-type']).toBe('text/csv');
    });

    it.each([
      ['that says it', { 'content-length': '500000' }, 10],
      ['that does not say it', { 'transfer-encoding': 'chunked' }, 410_000],
    ])('never with a body that is too long and %s', async (_, headers, bytes) => {
      const refused = await raw('POST', '/api/orders/echo', headers, 'x'.repeat(bytes));
      expect(refused.status).toBe(413);
    });

    it('from one user at most 16 at a time', async () => {
      system.sandbox.control.addFault({ point: 'orders', action: { kind: 'gate', name: 'full' } });
      await browser.xhr('GET', '/api/profile');
      const calls = Array.from({ length: 16 }, () => browser.xhr('GET', '/api/orders/orders'));
      await eventually(() => {
        expect(ordersCalls()).toBe(16);
      });

      const refused = await browser.xhr('GET', '/api/orders/orders');
      expect([refused.status, jsonOf(refused)['code'], refused.headers.get('retry-after')]).toEqual([
        429,
        'throttled',
        '2',
      ]);
      expect((await browser.xhr('GET', '/api/profile')).status).toBe(200);
      system.sandbox.control.clearFaults();
      expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true);
    });
  });

  describe('returns', () => {
    it('with the usual headers and those of the configuration, and with no other', async () => {
      const { headers, text } = await browser.xhr('GET', '/api/orders/orders');

      expect(JSON.parse(text)).toMatchObject({ value: [{ id: '1' }, { id: '2' }] });
      expect(headers.get('x-total-count')).toBe('2');
      expect(headers.get('etag')).toBe('"2"');
      expect(headers.get('cache-control')).toBe('private, max-age=5');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      for (const name of ['set-cookie', 'server', 'x-powered-by', 'access-control-allow-origin']) {
        expect(headers.get(name)).toBeNull();
      }
    });

    it('with ranges', async () => {
      const part = await browser.xhr('GET', '/api/orders/orders/1/document', undefined, { range: 'bytes=0-5' });
      expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, 'Line 0', 'bytes 0-5/30889']);
    });

    it('with a Location inside the prefix when something was created', async () => {
      const made = await browser.xhr('POST', '/api/orders/orders', { item: 'Ink', quantity: 3 });
      expect([made.status, made.headers.get('location')]).toEqual([201, '/api/orders/orders/3']);
      expect((await browser.xhr('GET', '/api/orders/orders/3')).status).toBe(200);
      expect((await browser.xhr('DELETE', '/api/orders/orders/3')).status).toBe(204);
    });

    it.each(['https://evil.example/', '/v2/orders', 'http://127.0.0.1/v1', '/v1/../admin', '//evil.example/v1'])(
      'with an error when it redirects to %s',
      async (to) => {
        const refused = await browser.xhr('GET', `/api/orders/redirect?to=${encodeURIComponent(to)}`);
        expect([refused.status, jsonOf(refused)['code'], refused.headers.get('location')]).toEqual([
          502,
          'api_error',
          null,
        ]);
      },
    );

    it('with a redirect inside the prefix, which the service does not follow', async () => {
      const { status, headers } = await browser.xhr('GET', '/api/orders/redirect?to=%2Fv1%2Forders%3Fa');
      expect([status, headers.get('location')]).toEqual([302, '/api/orders/orders?a']);
    });

    it.each([400, 403, 404, 409, 418, 422, 429])('with its own %i and its body', async (status) => {
      const answer = await browser.xhr('GET', `/api/orders/status/${status}`);
      expect([answer.status, answer.text]).toEqual([status, '{"error":"secret words of the inside"}']);
    });

    it.each([500, 501, 502, 503, 504])('with 502 and without its body for a %i', async (status) => {
      const answer = await browser.xhr('GET', `/api/orders/status/${status}`);
      expect([answer.status, jsonOf(answer)['code']]).toEqual([502, 'api_error']);
      expect(answer.text).not.toContain('secret');
    });

    it('in time, or a 504', async () => {
      system.sandbox.control.addFault({ point: 'orders', times: 1, action: { kind: 'hang' } });
      const answer = await browser.xhr('GET', '/api/slow/orders');
      expect([answer.status, jsonOf(answer)['code']]).toEqual([504, 'api_timeout']);
    });

    it.each(['/api/gone', '/api/outside/orders'])('never at %s: 503', async (path) => {
      const answer = await browser.xhr('GET', path);
      expect([answer.status, jsonOf(answer)['code'], answer.headers.get('retry-after')]).toEqual([
        503,
        'api_unavailable',
        '5',
      ]);
    });

    it.each([
      ['a read, to be repeated', 'GET', 503, 'api_unavailable', '5'],
      ['a write, which may have been carried out', 'POST', 502, 'api_error', null],
    ])('with an error when the connection breaks during %s', async (_, method, status, code, retryAfter) => {
      system.sandbox.control.addFault({ point: 'orders', times: 1, action: { kind: 'reset', when: 'after' } });
      const answer = await browser.xhr(method, '/api/orders/orders', method === 'POST' ? { item: 'Ink' } : undefined);
      expect([answer.status, jsonOf(answer)['code'], answer.headers.get('retry-after')]).toEqual([
        status,
        code,
        retryAfter,
      ]);
    });

    it('large bodies at the pace of the reader, and is notified when the reader disconnects', async () => {
      const answer = await fetch(`${system.origin}/api/orders/large?bytes=300000000`, {
        headers: { cookie: cookie(), 'x-csrf': '1' },
      });
      expect(answer.headers.get('content-length')).toBe('300000000');
      await answer.body?.cancel();
      await eventually(() => {
        expect(system.sandbox.control.requests({ point: 'orders' }).at(-1)?.status).toBe(499);
      });
    });
  });

  describe('refuses the token', () => {
    const refuse = (times: number, claims?: string): void => {
      system.sandbox.control.addFault({
        point: 'orders',
        times,
        action: { kind: 'oauth_error', error: 'invalid_token', ...(claims === undefined ? {} : { claims }) },
      });
    };
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';

    it('without a reason: the service requests another one, once, and sends the body again', async () => {
      await browser.xhr('GET', '/api/orders/orders');
      const before = tokenCalls();
      refuse(1);
      const made = await browser.xhr('POST', '/api/orders/orders', { item: 'Ink' });

      expect([made.status, tokenCalls() - before]).toEqual([201, 1]);
    });

    it('with claims: silently once', async () => {
      refuse(1, claims);
      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      const asked = system.sandbox.control.requests({ point: 'token' }).at(-1)?.form ?? {};
      expect(asked['claims']).toContain('nbf');
    });

    it('with claims again: the user must reauthenticate', async () => {
      refuse(2, claims);
      const answer = await browser.xhr('GET', '/api/orders/orders');
      expect([answer.status, jsonOf(answer)['code']]).toEqual([403, 'step_up_required']);

      const { interactionUrl } = jsonOf<Prompt>(answer);
      const hop = await browser.hop(interactionUrl);
      expect(parametersOf(hop)).toMatchObject({
        scope: `openid profile offline_access ${ordersScope('Orders.Read')}`,
        claims: expect.stringContaining('nbf'),
      });
    });

    it('of a body that is too long to be buffered: 409, and the next attempt has a fresh token', async () => {
      const body = 'x'.repeat(100_000);
      await browser.xhr('POST', '/api/orders/echo', {});
      refuse(1);
      const refused = await raw('POST', '/api/orders/echo', { 'content-length': '100000' }, body);
      expect([refused.status, (JSON.parse(refused.text) as Prompt).code]).toEqual([409, 'retry_required']);

      const before = tokenCalls();
      const again = await raw('POST', '/api/orders/echo', { 'content-length': '100000' }, body);
      expect([again.status, tokenCalls()]).toEqual([200, before]);
    });

    it.each([
      ['with claims: the user must reauthenticate', claims, 403, 'step_up_required'],
      ['without a reason: 502', undefined, 502, 'api_error'],
    ])('of such a body again, and %s', async (_, challenge, status, code) => {
      const upload = async (): Promise<[number, string]> => {
        const body = 'x'.repeat(100_000);
        const answer = await raw('POST', '/api/orders/echo', { 'content-length': '100000' }, body);
        return [answer.status, (JSON.parse(answer.text) as Prompt).code];
      };
      await browser.xhr('POST', '/api/orders/echo', {});
      refuse(1, challenge);
      expect(await upload()).toEqual([409, 'retry_required']);
      // Reads are still accepted, with the new token.
      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      refuse(1, challenge);
      expect(await upload()).toEqual([status, code]);
    });

    // The last: for half a minute afterwards no other token is acquired for this user.
    it('without a reason, for every token: 502, and Entra is not asked each time', async () => {
      await browser.xhr('GET', '/api/orders/orders');
      const before = tokenCalls();
      for (const refusals of [2, 1, 1]) {
        expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
        refuse(refusals);
        const answer = await browser.xhr('GET', '/api/orders/orders');
        expect([answer.status, jsonOf(answer)['code']]).toEqual([502, 'api_error']);
      }
      expect(tokenCalls() - before).toBe(1);
      expect(await isSignedIn(browser)).toBe(true);
    });
  });

  describe('asks for consent', () => {
    beforeEach(() => {
      system.sandbox.control.withdrawConsent(alice, [ordersScope('Orders.Read'), ordersScope('Orders.Write')]);
    });

    const consentIn = async (answer: Answer): Promise<Answer> => {
      const { interactionUrl } = jsonOf<Prompt>(answer);
      return system.walk(browser, await browser.navigate(interactionUrl), alice);
    };

    it('to the scopes of that resource only, and is called then', async () => {
      const refused = await browser.xhr('GET', '/api/orders/orders');
      expect([refused.status, jsonOf(refused)]).toEqual([
        403,
        expect.objectContaining({
          code: 'consent_required',
          permissions: ['orders.read'],
          scopes: [ordersScope('Orders.Read')],
        }),
      ]);
      await consentIn(refused);

      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
      const asked = system.sandbox.control.requests({ point: 'authorize', method: 'GET' }).at(-1)?.path ?? '';
      expect(new URL(asked, system.origin).searchParams.get('scope')).toBe(
        `openid profile offline_access ${ordersScope('Orders.Read')}`,
      );
    });

    it('to the permissions for writing when the call writes', async () => {
      system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read')]);
      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      const refused = await browser.xhr('POST', '/api/orders/orders', { item: 'Ink' });

      expect(jsonOf(refused)).toMatchObject({ code: 'consent_required', permissions: ['orders.write'] });
      await consentIn(refused);
      expect((await browser.xhr('POST', '/api/orders/orders', { item: 'Ink' })).status).toBe(201);
    });

    it('to a scope that ends as one of Graph does, each by itself', async () => {
      system.sandbox.control.grantConsent(alice, ['Mail.Send']);
      expect([await stateOf(browser, 'mail.send'), await stateOf(browser, 'orders.confirm')]).toEqual([
        'granted',
        'consent_required',
      ]);
    });

    it('beforehand, of one resource at a time', async () => {
      const both = await browser.xhr('POST', '/auth/interactions', { permissions: ['mail.send', 'orders.read'] });
      expect([both.status, jsonOf(both)['code']]).toEqual([400, 'invalid_request']);

      const { interactionUrl } = await ask(browser, ['orders.read', 'orders.write']);
      await system.walk(browser, await browser.navigate(interactionUrl), alice);
      expect(await stateOf(browser, 'orders.write')).toBe('granted');
    });

    it('in the list of permissions, where a broken scope does not affect the others', async () => {
      system.sandbox.control.grantConsent(alice, [ordersScope('Orders.Read')]);
      const { permissions } = jsonOf<{ permissions: object[] }>(await browser.xhr('GET', '/auth/permissions'));

      expect(permissions).toContainEqual({
        name: 'orders.read',
        scopes: [ordersScope('Orders.Read')],
        state: 'granted',
        title: 'Read your orders',
      });
      expect(permissions).toContainEqual(expect.objectContaining({ name: 'broken', state: 'consent_required' }));
      expect(permissions).toContainEqual(expect.objectContaining({ name: 'mail.read', state: 'granted' }));
      expect((await browser.xhr('GET', '/api/broken/orders')).status).toBeGreaterThanOrEqual(400);
      expect((await browser.xhr('GET', '/api/orders/orders')).status).toBe(200);
      expect(await isSignedIn(browser)).toBe(true);
    });
  });

  describe('sends events', () => {
    it('as they arrive, until the session ends', async () => {
      const events = await EventReader.open(browser, `${system.origin}/api/orders/events?every=20`);
      expect(events.response.headers.get('content-type')).toBe('text/event-stream');
      await events.until('id: 3');
      await browser.xhr('POST', '/auth/logout', {});
      await events.untilEnd();
      expect(events.hasEnded).toBe(true);
    });

    it('or other things without end, until the session ends', async () => {
      const answer = await fetch(`${system.origin}/api/endless/large?bytes=300000000`, {
        headers: { cookie: cookie(), 'x-csrf': '1' },
      });
      await browser.xhr('POST', '/auth/logout', {});
      await eventually(() => {
        expect(system.sandbox.control.requests({ point: 'orders' }).at(-1)?.status).toBe(499);
      });
      await expect(answer.arrayBuffer()).rejects.toThrow();
    });

    it('which do not use the session, while ordinary calls do', async () => {
      const idleEnd = async (): Promise<string> =>
        jsonOf<{ session: { idleExpiresAt: string } }>(await browser.xhr('GET', '/auth/session')).session.idleExpiresAt;
      const before = await idleEnd();
      await system.advance(400_000);
      const events = await EventReader.open(browser, `${system.origin}/api/orders/events?every=20`);
      await events.until('id: 1');
      const refused = await browser.xhr('GET', '/api/gone/events', undefined, { accept: 'text/event-stream' });
      expect(refused.status).toBe(503);
      expect(await idleEnd()).toBe(before);

      await browser.xhr('GET', '/api/orders/orders');
      await eventually(async () => {
        expect(await idleEnd()).not.toBe(before);
      });
      events.close();
    });
  });

  it('audits each change, by its name', async () => {
    await browser.xhr('POST', '/api/orders/orders', { item: 'Ink' });
    await browser.xhr('GET', '/api/orders/orders');
    const lines = system.logLines.filter((line) => line.includes('api_write'));

    expect(lines.at(-1)).toMatch(/"api":"orders"/);
    expect(lines.at(-1)).toMatch(/"method":"POST"/);
    expect(system.logLines.join('')).not.toContain('/v1/orders');
  });
});
