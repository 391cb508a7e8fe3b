import { rawRequest } from '../support/raw-request.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const sessionCookie = '__Host-Http-session';

/** The rules for requests, row by row. */
describe('the session cookie and the request rules', () => {
  let system: TestSystem;
  let browser: UserAgent;

  beforeAll(async () => {
    system = await TestSystem.startPair();
    browser = await system.signedIn(alice);
  }, 60_000);

  afterAll(() => system.close());

  const setCookies = (of: UserAgent, name: string): string[] =>
    of.cookies.seen.filter((header) => header.startsWith(name));
  const valueOf = (header = ''): string => /=([^;]*)/.exec(header)?.[1] ?? '';
  const attributesOf = (header = ''): string[] => header.split('; ').slice(1).sort();
  const codeOf = (answer: Answer): unknown => jsonOf(answer)['code'];

  it('the session cookie is opaque, strict, for this host only, and ends with the browser', () => {
    const [header, ...others] = setCookies(browser, sessionCookie);

    expect(others).toEqual([]);
    expect(attributesOf(header)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
    expect(valueOf(header)).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  });

  it('the transaction cookie is lax, lasts ten minutes, and is deleted on the callback', () => {
    const [set, deleted, ...others] = setCookies(browser, '__Host-Http-tx-');

    expect(others).toEqual([]);
    expect(attributesOf(set)).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(deleted).toMatch(/=; .*Expires=Thu, 01 Jan 1970/);
    expect(deleted?.split('=')[0]).toBe(set?.split('=')[0]);
  });

  it('a new sign-in gives a new id, and the old one is invalid at once', async () => {
    const other = await system.signedIn(alice);
    const old = other.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';

    await other.navigate('/auth/login?prompt=none');

    expect(jsonOf(await other.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
    const thief = system.browser();
    thief.cookies.set(new URL(system.origin), sessionCookie, old);
    expect(jsonOf(await thief.xhr('GET', '/auth/session'))['authenticated']).toBe(false);
    expect(other.cookies.get(new URL(system.origin), sessionCookie)?.value).not.toBe(old);
  });

  it('no altered, forged or foreign cookie opens anything', async () => {
    const good = browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';
    const [tag = '', secret = ''] = good.split('.');
    const flipped = secret.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    const values = [
      `${tag}.${flipped}`,
      `${secret.slice(0, 22)}.${secret}`,
      tag,
      secret,
      `${good}x`,
      ` ${good}`,
      'a.b',
      '%00',
      `{${tag}}.${secret}`,
    ];

    for (const value of values) {
      const answer = await fetch(`${system.origin}/api/me`, {
        headers: { 'x-csrf': '1', cookie: `${sessionCookie}=${value}` },
      });
      expect([value, answer.status]).toEqual([value, value.trim() === good ? 200 : 401]);
    }
  });

  it('a sixth pending sign-in ends the oldest, so that cookies do not accumulate', async () => {
    const busy = system.browser();
    const callbacks: URL[] = [];
    for (let each = 0; each < 7; each++) {
      callbacks.push(await system.callbackFor(busy, `/auth/login?returnTo=/${each}`, alice));
      await system.advance(1);
    }

    expect(
      busy.cookies.names(new URL(system.origin)).filter((name) => name.startsWith('__Host-Http-tx-')),
    ).toHaveLength(5);
    const locations = [];
    for (const { href } of callbacks) {
      locations.push((await busy.hopFromElsewhere(href)).headers.get('location')?.replace(/&ref=.*/, ''));
    }
    expect(locations).toEqual([
      '/?auth_error=invalid_state',
      '/?auth_error=invalid_state',
      '/2',
      '/3',
      '/4',
      '/5',
      '/6',
    ]);
  });

  it.each([
    ['GET', '/auth/session'],
    ['GET', '/auth/sessions'],
    ['GET', '/auth/permissions'],
    ['GET', '/auth/events'],
    ['POST', '/auth/logout'],
    ['POST', '/auth/interactions'],
    ['GET', '/api/me'],
    ['POST', '/api/mail/messages'],
    ['GET', '/api/nothing'],
    ['HEAD', '/auth/login'],
    ['OPTIONS', '/api/me'],
  ])('%s %s without the header is csrf_rejected', async (method, path) => {
    for (const header of [{}, { 'x-csrf': '0' }, { 'x-csrf': '1, 1' }, { 'x-csrf': 'true' }]) {
      const answer = await browser.xhr(method, path, undefined, { 'x-csrf': '', ...header });
      expect([answer.status, method === 'HEAD' ? 'navigation_required' : codeOf(answer)]).toEqual([
        403,
        method === 'HEAD' ? 'navigation_required' : 'csrf_rejected',
      ]);
    }
  });

  it.each([
    ['GET', '/%61pi/me', 'csrf_rejected'],
    ['GET', '/%61uth/session', 'csrf_rejected'],
    ['POST', '/%61uth/logout', 'csrf_rejected'],
    ['POST', '/auth/logou%74', 'csrf_rejected'],
    ['GET', 'http://localhost/api/me', 'csrf_rejected'],
    ['GET', '/%61uth/login', 'navigation_required'],
    ['GET', '/auth/callbac%6b', 'navigation_required'],
  ])('%s %s is the same address in other letters, and obeys the same rule', async (method, path, code) => {
    const cookie = browser.cookies.header(new URL(system.origin), () => true);
    const answer = await rawRequest(system.port, { method, path, headers: { cookie, 'sec-fetch-dest': 'image' } });

    expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([403, code]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:1' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
  ])('an unsafe request that comes with %j is csrf_rejected, and changes nothing', async (headers) => {
    const answer = await browser.xhr('POST', '/auth/logout', {}, headers);

    expect([answer.status, codeOf(answer)]).toEqual([403, 'csrf_rejected']);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated']).toBe(true);
  });

  it.each([
    [{ 'sec-fetch-dest': 'image' }],
    [{ 'sec-fetch-dest': 'iframe' }],
    [{ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    [{ 'sec-fetch-dest': 'script' }],
    [{ 'sec-purpose': 'prefetch' }],
    [{ 'sec-purpose': 'prefetch;prerender' }],
    [{ purpose: 'prefetch' }],
    [{ 'x-moz': 'prefetch' }],
  ])('a navigation endpoint refuses %j and changes nothing', async (headers) => {
    const victim = system.browser();
    const callback = await system.callbackFor(victim, '/auth/login?returnTo=/kept', alice);
    const paths = [
      '/auth/login',
      callback.pathname + callback.search,
      '/auth/interactions/x',
      '/auth/admin-consent/callback?state=x',
    ];

    for (const path of paths) {
      const answer = await victim.hop(path, { ...headers, accept: '*/*' });
      expect([answer.status, codeOf(answer), answer.headers.getSetCookie()]).toEqual([403, 'navigation_required', []]);
      const page = await victim.hop(path, headers);
      expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
      expect(page.headers.getSetCookie()).toEqual([]);
      expect(page.text).toContain('<a href="">Continue</a>');
    }
    expect((await victim.hopFromElsewhere(callback.href)).headers.get('location')).toBe('/kept');
  });

  it('a navigation that a service worker relays is a navigation', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' };
    const answer = await rawRequest(system.port, { method: 'GET', path: '/auth/login', headers });

    expect([answer.status, answer.headers['location']]).toEqual([302, expect.stringContaining('/authorize?')]);
  });

  it('a form that is posted to a navigation endpoint is refused', async () => {
    for (const path of ['/auth/login', '/auth/callback', '/auth/admin-consent/callback']) {
      const answer = await fetch(system.origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-dest': 'document' },
        body: 'code=x&state=y',
      });
      expect([path, answer.status]).toEqual([path, 403]);
      const allowed = await browser.xhr('POST', path, {});
      expect([path, allowed.status, codeOf(allowed)]).toEqual([path, 405, 'method_not_allowed']);
    }
  });

  it.each(['/auth/logout', '/auth/interactions', '/auth/sessions/x', '/api/mail/drafts', '/api/mail/messages/x/reply'])(
    'GET is not a method of %s, and the response names those that are',
    async (path) => {
      const answer = await browser.xhr('GET', path);

      expect([answer.status, codeOf(answer)]).toEqual([405, 'method_not_allowed']);
      expect(answer.headers.get('allow')).toMatch(/^(?:POST|DELETE)$/);
    },
  );

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'a body of type %s is not JSON, whatever it holds',
    async (type) => {
      const send = (path: string): Promise<Response> =>
        fetch(system.origin + path, {
          method: 'POST',
          headers: {
            'x-csrf': '1',
            'content-type': type,
            cookie: browser.cookies.header(new URL(system.origin), () => true),
          },
          body: 'everywhere=true',
        });

      for (const path of ['/auth/logout', '/auth/interactions', '/api/mail/messages']) {
        const answer = await send(path);
        expect([path, answer.status, await answer.json()]).toEqual([
          path,
          415,
          expect.objectContaining({ code: 'unsupported_media_type' }),
        ]);
      }
    },
  );

  it.each([
    ['DELETE', '/auth/sessions/unknown', 404],
    ['POST', '/auth/logout', 200],
  ])('%s %s with a JSON content type and no body is answered', async (method, path, status) => {
    const other = await system.signedIn(alice);
    const answer = await other.xhr(method, path, undefined, { 'content-type': 'application/json' });

    expect(answer.status).toBe(status);
  });

  it('headers that are too large are a problem like any other, and the log has its trace id', async () => {
    const answer = await rawRequest(system.port, {
      method: 'GET',
      path: '/api/me',
      headers: { 'x-csrf': '1', cookie: `a=${'x'.repeat(20_000)}` },
    });

    const problem = JSON.parse(answer.text) as { traceId: string };
    expect([answer.status, problem]).toEqual([
      431,
      expect.objectContaining({ code: 'headers_too_large', status: 431 }),
    ]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(system.logLines.filter((line) => line.includes(problem.traceId))).toHaveLength(1);
  });

  it('the log has the trace id of every problem', async () => {
    const answers = [
      await browser.xhr('GET', '/api/nothing'),
      await browser.xhr('GET', '/api/me', undefined, { 'x-csrf': '' }),
      await system.browser().xhr('GET', '/api/me'),
      await browser.xhr('POST', '/auth/interactions', { permissions: ['no.such'] }),
      await browser.xhr('GET', '/api/mail/messages?top=x'),
    ];
    await system.settled();

    for (const answer of answers) {
      const { traceId, code } = jsonOf<{ traceId: string; code: string }>(answer);
      expect(system.logLines.filter((line) => line.includes(traceId) && line.includes(code))).not.toEqual([]);
    }
  });

  it('an address that cannot be parsed is a problem like any other', async () => {
    const answer = await rawRequest(system.port, {
      method: 'GET',
      path: '/api/%zz',
      headers: { 'x-csrf': '1' },
    });

    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      400,
      expect.objectContaining({
        code: 'invalid_request',
        status: 400,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      }),
    ]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('XHR gets 401 with a loginUrl and never a redirect', async () => {
    const answer = await system.browser().xhr('GET', '/api/me');

    expect([answer.status, answer.headers.get('location')]).toEqual([401, null]);
    expect(jsonOf(answer)).toMatchObject({ code: 'login_required', loginUrl: '/auth/login' });
  });

  it('every kind of response carries the security headers, no CORS header and no banner', async () => {
    const answers = [
      await browser.xhr('GET', '/auth/session'),
      await browser.xhr('GET', '/api/me'),
      await browser.xhr('GET', '/api/nothing'),
      await system.browser().xhr('GET', '/api/me'),
      await browser.xhr('POST', '/auth/interactions', { permissions: ['no.such'] }),
      await browser.xhr('PUT', '/auth/session'),
      await system.browser().hop('/auth/login'),
      await system.browser().hop('/auth/login?prompt=bad'),
      await system.browser().hop('/auth/callback?state=x'),
      await browser.xhr('POST', '/auth/logout', {}, { origin: 'https://evil.example' }),
      await browser.xhr('GET', '/api/me', undefined, { origin: 'https://evil.example' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 400, 405, 302, 400, 303, 403, 200]);
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(
          /default-src 'none'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/,
        ),
      });
      const names = [...headers.keys()];
      expect(names.filter((name) => /^access-control-|^server$|^x-powered-by$/.test(name))).toEqual([]);
    }
  });

  it('problems are application/problem+json with the documented members', async () => {
    const answer = await system.browser().xhr('GET', '/auth/sessions');

    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(jsonOf(answer)).toEqual({
      type: '/problems/login_required',
      title: expect.any(String),
      status: 401,
      code: 'login_required',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
      loginUrl: '/auth/login',
    });
    expect((await system.browser().hop('/problems/login_required')).status).toBe(200);
  });
});
