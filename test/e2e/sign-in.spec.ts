import { createHash } from 'node:crypto';

import { parametersOf } from '../support/prompts.js';
import { jsonOf, locationOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';

describe('signing in', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
  }, 60_000);

  beforeEach(() => {
    system.sandbox.control.clearRequests();
  });

  afterAll(() => system.close());

  it('leads from the login endpoint through Entra back to where the user was', async () => {
    const browser = system.browser();

    const page = await browser.navigate('/auth/login?returnTo=/mail/inbox%3Fx=1');
    const landed = await system.walk(browser, page, alice);

    expect(landed.url.pathname + landed.url.search).toBe('/mail/inbox?x=1');
    const session = jsonOf(await browser.xhr('GET', '/auth/session'));
    expect(session).toEqual({
      authenticated: true,
      user: {
        id: 'a11ce001-0001-4c0a-8a01-c0a505010001.c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01',
        name: 'Alice Moreau',
        username: alice,
        tenantId: 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01',
        accountType: 'work',
      },
      session: {
        id: expect.stringMatching(/^[\w-]{22}$/),
        createdAt: expect.any(String),
        idleExpiresAt: expect.any(String),
        expiresAt: expect.any(String),
        deviceBound: false,
      },
    });
    const { session: times } = session as { session: Record<string, string> };
    expect(Date.parse(times['idleExpiresAt'] ?? '') - Date.parse(times['createdAt'] ?? '')).toBeLessThan(3_601_000);
    expect(Date.parse(times['expiresAt'] ?? '') - Date.parse(times['createdAt'] ?? '')).toBe(43_200_000);
    expect(browser.cookies.seen.join()).not.toContain(times['id']);
  });

  it('sends a code request with PKCE, state and nonce, and requests no more than it needs', async () => {
    const [one, other] = [await system.browser().hop('/auth/login'), await system.browser().hop('/auth/login')];
    const parameters = parametersOf(one);

    expect(one.status).toBe(302);
    expect(Object.keys(parameters).filter((name) => name.startsWith('x-client'))).toEqual([]);
    expect(locationOf(one)).toMatch(new RegExp(`^${system.sandbox.pagesUrl}/common/oauth2/v2.0/authorize\\?`));
    expect(parameters).toMatchObject({
      client_id: system.environment['ENTRA_CLIENT_ID'],
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: `${system.origin}/auth/callback`,
      scope: 'openid profile offline_access Mail.Read User.Read',
      code_challenge_method: 'S256',
      claims: '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(parameters[name]).toMatch(/^[\w-]{32,}$/);
      expect(parametersOf(other)[name]).not.toBe(parameters[name]);
    }
    expect(Object.keys(parameters)).not.toContain('prompt');
  });

  it('redeems once, with the verifier of the challenge, the secret, and the same redirect URI', async () => {
    const browser = await system.signedIn(alice);
    const challenge = /code_challenge=([\w-]+)/.exec(locationOf(browser.transcript[0] as Answer))?.[1];
    const [{ form = {} } = {}, ...others] = system.sandbox.control.requests({ point: 'token' });

    expect(others).toEqual([]);
    expect(
      createHash('sha256')
        .update(form['code_verifier'] ?? '')
        .digest('base64url'),
    ).toBe(challenge);
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      client_secret: system.environment['ENTRA_CLIENT_SECRET'],
      redirect_uri: `${system.origin}/auth/callback`,
      client_info: '1',
      'x-client-SKU': 'msal.js.node',
    });
  });

  it('asks the token endpoint once per sign-in and serves mail silently from then on', async () => {
    const browser = await system.signedIn(alice);
    system.sandbox.control.clearRequests();

    const first = await browser.xhr('GET', '/api/mail/messages');
    const second = await browser.xhr('GET', '/api/me');

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
  });

  it('is skipped when there is a session and no requested prompt', async () => {
    const browser = await system.signedIn(alice);
    system.sandbox.control.clearRequests();

    const answer = await browser.hop('/auth/login?returnTo=/mail');

    expect([answer.status, locationOf(answer), answer.headers.getSetCookie()]).toEqual([302, '/mail', []]);
    expect(parametersOf(await browser.hop('/auth/login?prompt=login'))).toMatchObject({ prompt: 'login' });
  });

  it.each(['login', 'select_account', 'none'])('passes prompt=%s on', async (prompt) => {
    expect(parametersOf(await system.browser().hop(`/auth/login?prompt=${prompt}`))).toMatchObject({ prompt });
  });

  it('passes hints on, and nothing else', async () => {
    const answer = await system
      .browser()
      .hop('/auth/login?loginHint=a%26b%40c.example&domainHint=contoso.example&scope=Mail.ReadWrite&p=b2c&state=mine');

    expect(parametersOf(answer)).toMatchObject({ login_hint: 'a&b@c.example', domain_hint: 'contoso.example' });
    expect(parametersOf(answer)['scope']).not.toContain('ReadWrite');
    expect(parametersOf(answer)['state']).not.toBe('mine');
    expect(parametersOf(answer)).not.toHaveProperty('p');
  });

  it.each([
    ['prompt=consent', 'invalid_request'],
    ['prompt=', 'invalid_request'],
    ['prompt=none&prompt=login', 'invalid_request'],
    ['loginHint=a&loginHint=b', 'invalid_request'],
    ['loginHint=a%0d%0ab', 'invalid_request'],
    [`loginHint=${'a'.repeat(257)}`, 'invalid_request'],
    ['domainHint=a%20b', 'invalid_request'],
    [`domainHint=${'a'.repeat(300)}`, 'invalid_request'],
    ['returnTo=https%3A%2F%2Fevil.example', 'invalid_return_url'],
    ['returnTo=%2F%2Fevil.example', 'invalid_return_url'],
    ['returnTo=%2F%5Cevil.example', 'invalid_return_url'],
    ['returnTo=%2F%252fevil.example', 'invalid_return_url'],
    ['returnTo=%2F%09%2Fevil.example', 'invalid_return_url'],
    ['returnTo=%2F%0d%0aSet-Cookie:x', 'invalid_return_url'],
    ['returnTo=%2F@evil.example%2F..%2F%2F', 'invalid_return_url'],
    ['returnTo=', 'invalid_return_url'],
    ['returnTo=%2Fa&returnTo=%2Fb', 'invalid_return_url'],
    [`returnTo=%2F${'a'.repeat(3000)}`, 'invalid_return_url'],
  ])('refuses /auth/login?%s as %s, and begins nothing', async (query, code) => {
    const answer = await system.browser().hop(`/auth/login?${query}`);

    expect([answer.status, jsonOf(answer)['code'], answer.headers.getSetCookie()]).toEqual([400, code, []]);
  });

  it('uses no address from the headers of the request', async () => {
    const answer = await system.browser().hop('/auth/login', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    });

    expect(parametersOf(answer)['redirect_uri']).toBe(`${system.origin}/auth/callback`);
  });

  it('continues in several tabs at once, each with its own transaction', async () => {
    const browser = system.browser();
    const one = await system.callbackFor(browser, '/auth/login?returnTo=/one', alice);
    const two = await system.callbackFor(browser, '/auth/login?returnTo=/two', alice);

    expect(locationOf(await browser.hopFromElsewhere(two.href))).toBe('/two');
    expect(locationOf(await browser.hopFromElsewhere(one.href))).toBe('/one');
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
  });

  it('redirects a reload of the callback, and the back button, to where the session was led', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/one', alice);
    await browser.hopFromElsewhere(callback.href);

    const again = await browser.hop(callback.href);

    expect([again.status, locationOf(again)]).toEqual([303, '/one']);
    expect(system.sandbox.control.counters()['token']).toBe(1);
  });

  it('shows no error to a signed-in user: an old callback leads to the start page', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/one', alice);
    await system.walk(browser, await browser.navigate('/auth/login?returnTo=/two'), alice);
    system.sandbox.control.clearRequests();
    const old = ['/auth/callback', '/auth/callback?state=0123456789abcdef&code=x', '/auth/admin-consent/callback'];

    for (const path of old) {
      expect(locationOf(await browser.hop(path))).toBe('/');
    }
    // On the way from Entra the browser does not send the strict cookie; the first tab is recognised by the cookie of
    // its own transaction.
    expect(locationOf(await browser.hopFromElsewhere(old[1] ?? ''))).toBe('/');
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
    expect(locationOf(await browser.hopFromElsewhere(callback.href))).toBe('/one');

    await browser.xhr('POST', '/auth/logout');
    expect(locationOf(await browser.hop(old[1] ?? ''))).toContain('auth_error=invalid_state');
  });

  it('refuses a callback in another browser, and consumes the transaction', async () => {
    const [victim, attacker] = [system.browser(), system.browser()];
    const callback = await system.callbackFor(attacker, '/auth/login?returnTo=/one', alice);

    const planted = await victim.hopFromElsewhere(callback.href);
    const late = await attacker.hopFromElsewhere(callback.href);

    expect([planted, late].map((answer) => locationOf(answer).split('&')[0])).toEqual([
      '/?auth_error=invalid_state',
      '/?auth_error=invalid_state',
    ]);
    expect(jsonOf(await victim.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
  });

  it.each([
    '',
    'code=x',
    'state=&code=x',
    'state=short&code=x',
    `state=${'a'.repeat(257)}&code=x`,
    'state=0123456789abcdef&state=0123456789abcdef',
  ])('finds no transaction for a callback with the query %j', async (query) => {
    const answer = await system.browser().hop(`/auth/callback?${query}`);

    expect([answer.status, locationOf(answer)]).toEqual([
      303,
      expect.stringMatching(/^\/\?auth_error=invalid_state&ref=/),
    ]);
  });

  it('refuses a callback that arrives after ten minutes', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login', alice);
    await system.advance(600_001);

    expect(locationOf(await browser.hopFromElsewhere(callback.href))).toContain('auth_error=invalid_state');
  });

  it('gives the second user of a browser nothing of the first', async () => {
    const browser = await system.signedIn(alice);
    const old = browser.cookies.get(new URL(system.origin), '__Host-Http-session')?.value ?? '';

    await system.walk(
      browser,
      await browser.navigate('/auth/login?prompt=login&loginHint=bilal%40contoso.example&domainHint=organizations'),
      'b11a1002-0002-4c0a-8a02-c0a505010002',
    );

    expect(jsonOf<{ user: { name: string } }>(await browser.xhr('GET', '/auth/session')).user.name).toBe(
      'Bilal Haddad',
    );
    expect(jsonOf(await browser.xhr('GET', '/api/me'))).toMatchObject({ displayName: 'Bilal Haddad' });
    const thief = system.browser();
    thief.cookies.set(new URL(system.origin), '__Host-Http-session', old);
    expect(jsonOf(await thief.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
  });

  it('passes on the claims that the operator names, and no others', async () => {
    const claimsOf = async (browser: UserAgent): Promise<unknown> =>
      jsonOf(await browser.xhr('GET', '/auth/session'))['claims'];
    expect(await claimsOf(await system.signedIn(alice))).toBeUndefined();

    await system.restart({ SESSION_CLAIMS: 'tid, preferred_username,roles' });
    expect(await claimsOf(await system.signedIn(alice))).toEqual({
      tid: 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01',
      preferred_username: alice,
    });
    await system.restart({});
  });

  it('ends by idleness, which reading the session does not postpone, and by its absolute limit', async () => {
    const browser = await system.signedIn(alice);
    const stateOf = async (): Promise<unknown> => jsonOf(await browser.xhr('GET', '/auth/session'))['authenticated'];
    await system.advance(3_000_000);
    expect(await stateOf()).toBe(true);
    await system.advance(700_000);
    expect(await stateOf()).toBe(false);

    const busy = await system.signedIn(alice);
    for (let hour = 0; hour < 13; hour++) {
      await system.advance(3_300_000);
      await busy.xhr('GET', '/auth/sessions');
    }
    expect((await busy.xhr('GET', '/auth/sessions')).status).toBe(200);
    await system.advance(600_000);
    expect((await busy.xhr('GET', '/auth/sessions')).status).toBe(401);
  });

  it('writes to the audit log who signed in, by a hash, and why a sign-in failed', async () => {
    await system.signedIn(alice);
    const audit = system.logLines
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter(({ audit: event }) => event !== undefined);

    expect(audit.at(-1)).toMatchObject({
      audit: 'sign_in',
      session: expect.stringMatching(/^[\w-]{43}$/),
      traceId: expect.any(String),
    });
    await system.browser().hop('/auth/callback?state=0123456789abcdefg&code=x');
    expect(JSON.parse(system.logLines.at(-1) ?? '{}')).toMatchObject({
      audit: 'sign_in_refused',
      authError: 'invalid_state',
    });
  });
});
