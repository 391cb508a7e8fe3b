import { createHash } from 'node:crypto';

import { jest } from '@jest/globals';

import { contosoTenantId } from '../../sandbox/src/index.js';
import { KeyValueStore } from '../../src/redis/index.js';
import { SessionStore, tokensPartitionKey, tokensVersionKey, UserTags } from '../../src/session/index.js';
import { send } from '../support/prompts.js';
import { sessionOf } from '../support/store-fixture.js';
import { isSignedIn, jsonOf, locationOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const greta = 'greta@fabrikam.example';
const aliceId = 'a11ce001-0001-4c0a-8a01-c0a505010001.c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';

interface Listed {
  readonly sessions: readonly { readonly id: string; readonly current: boolean; readonly userAgent: string }[];
}

/** How sessions end (docs/api.md). */
describe('signing out', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });
  beforeEach(() => system.restart({}));

  const out = (browser: UserAgent, body?: unknown): Promise<Answer> => browser.xhr('POST', '/auth/logout', body);
  const hasTokens = async (): Promise<boolean> =>
    (await system.app.get(KeyValueStore).read(tokensPartitionKey(await system.tagOf(aliceId)))) !== null;

  it('returns Entra’s sign-out page, clears the cookie and the browser’s data', async () => {
    const browser = await system.signedIn(alice);
    const answer = await out(browser, { everywhere: false });
    const logoutUrl = new URL(jsonOf<{ logoutUrl: string }>(answer).logoutUrl);

    expect([answer.status, answer.headers.get('clear-site-data')]).toEqual([200, '"cache", "storage"']);
    expect(answer.headers.getSetCookie().join()).toMatch(/__Host-Http-session=; .*Expires=Thu, 01 Jan 1970/);
    expect(logoutUrl.origin + logoutUrl.pathname).toBe(`${system.sandbox.pagesUrl}/common/oauth2/v2.0/logout`);
    expect(Object.fromEntries(logoutUrl.searchParams)).toEqual({
      post_logout_redirect_uri: `${system.origin}/`,
      logout_hint: expect.stringMatching(/^O\./),
    });
    const landed = await browser.navigate(logoutUrl.href);
    expect(landed.text).toContain('signed out');
    expect(system.logLines.join('')).toContain('"audit":"sign_out"');
  });

  it('returns the same without a session, without a body, and a second time', async () => {
    const browser = await system.signedIn(alice);
    for (const answer of [await out(browser), await out(browser), await out(system.browser(), {})]) {
      const cleared = answer.headers.getSetCookie().filter((cookie) => cookie.startsWith('__Host-Http-session=;'));
      expect([answer.status, Object.keys(jsonOf(answer)), cleared.length]).toEqual([200, ['logoutUrl'], 1]);
    }
    expect(jsonOf<{ logoutUrl: string }>(await out(system.browser())).logoutUrl).not.toContain('logout_hint');
  });

  it.each([['{"everywhere":"yes"}'], ['{"everywhere":true,"who":"all"}'], ['[]']])(
    'refuses the body %s and ends nothing',
    async (body) => {
      const browser = await system.signedIn(alice);
      const answer = await out(browser, JSON.parse(body));

      expect([answer.status, jsonOf(answer)['code']]).toEqual([400, 'invalid_request']);
      expect(await isSignedIn(browser)).toBe(true);
    },
  );

  it('does not happen by GET, nor by a form of another site', async () => {
    const browser = await system.signedIn(alice);
    await browser.hop('/auth/logout');
    await fetch(`${system.origin}/auth/logout`, {
      method: 'POST',
      headers: {
        cookie: browser.cookies.header(new URL(system.origin), () => true),
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'everywhere=true',
    });

    expect(await isSignedIn(browser)).toBe(true);
  });

  it('on one device leaves the other, and the tokens, which go with the last', async () => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];

    await out(phone);
    expect([await isSignedIn(phone), await isSignedIn(laptop), await hasTokens()]).toEqual([false, true, true]);
    expect((await laptop.xhr('GET', '/api/me')).status).toBe(200);
    await out(laptop);
    expect([await isSignedIn(laptop), await hasTokens()]).toEqual([false, false]);
  });

  it('everywhere ends every session of this user and of no other', async () => {
    const [phone, laptop, other] = [
      await system.signedIn(alice),
      await system.signedIn(alice),
      await system.signedIn(greta),
    ];

    await out(phone, { everywhere: true });

    expect([await isSignedIn(phone), await isSignedIn(laptop), await isSignedIn(other), await hasTokens()]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('everywhere ends and lists what the version before the keyed tags has stored', async () => {
    const subject = `${system.environment['ENTRA_CLIENT_ID'] ?? ''}|${aliceId}`;
    const plainTag = createHash('sha256').update(subject).digest('base64url').slice(0, 22);
    const versionKey = tokensVersionKey(plainTag);
    const store = system.app.get(KeyValueStore);
    await store.commit({ writes: [{ kind: 'set', key: versionKey, value: 'v', ttlMs: 60_000 }] });
    jest.spyOn(system.app.get(UserTags), 'of').mockResolvedValueOnce(plainTag);
    const cookie = await system.app.get(SessionStore).create(sessionOf(aliceId, Date.now()));
    const [phone, old] = [await system.signedIn(alice), system.browser()];
    old.cookies.set(new URL(system.origin), '__Host-Http-session', cookie ?? '');
    expect(await isSignedIn(old)).toBe(true);

    const { sessions } = jsonOf<Listed>(await phone.xhr('GET', '/auth/sessions'));
    expect(sessions.map(({ current }) => current)).toEqual([false, true]);
    await out(phone, { everywhere: true });

    expect([await isSignedIn(phone), await isSignedIn(old), await store.read(versionKey)]).toEqual([
      false,
      false,
      null,
    ]);
  });

  it('lists a user’s sessions with what distinguishes them, and never another’s', async () => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];
    await system.signedIn(greta);
    const { sessions } = jsonOf<Listed>(await phone.xhr('GET', '/auth/sessions'));

    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ current }) => current)).toEqual([
      {
        id: jsonOf<{ session: { id: string } }>(await phone.xhr('GET', '/auth/session')).session.id,
        current: true,
        deviceBound: false,
        createdAt: expect.any(String),
        lastSeenAt: expect.any(String),
        userAgent: 'test-browser',
      },
    ]);
    expect(phone.cookies.seen.concat(laptop.cookies.seen).join()).not.toContain(sessions[0]?.id);
  });

  it('ends a session by its handle; another user’s, or an unknown one, is not found', async () => {
    const [mine, theirs] = [await system.signedIn(alice), await system.signedIn(greta)];
    const id = async (browser: UserAgent): Promise<string> =>
      jsonOf<Listed>(await browser.xhr('GET', '/auth/sessions')).sessions[0]?.id ?? '';
    const foreign = await id(theirs);

    for (const unknown of [foreign, 'x', 'a'.repeat(500)]) {
      const answer = await mine.xhr('DELETE', `/auth/sessions/${unknown}`);
      expect([answer.status, jsonOf(answer)['code']]).toEqual([404, 'not_found']);
    }
    expect(await isSignedIn(theirs)).toBe(true);
    expect((await mine.xhr('DELETE', `/auth/sessions/${await id(mine)}`)).status).toBe(204);
    expect((await mine.xhr('GET', '/auth/sessions')).status).toBe(401);
    expect(system.logLines.join('')).toContain('"audit":"session_revoked"');
  });

  it('comes from Entra by the sid, without cookies and without iss, in a frame', async () => {
    const browser = await system.signedIn(alice);
    const other = await system.signedIn(alice);
    const { logoutUrl } = jsonOf<{ logoutUrl: string }>(await system.browser().xhr('POST', '/auth/logout'));
    const page = await browser.navigate(logoutUrl);
    const frame = /<iframe[^>]*src="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';

    const answer = await fetch(frame, { headers: { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' } });

    expect(frame).not.toContain('iss=');
    expect([answer.status, answer.headers.get('content-security-policy'), await answer.text()]).toEqual([
      200,
      "default-src 'none'; frame-ancestors *",
      '',
    ]);
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([false, true]);
    expect(system.logLines.join('')).toMatch(/"audit":"front_channel_sign_out".*"sessions":1/);
  });

  describe('that Entra reports by the sid', () => {
    async function frameOf(browser: UserAgent): Promise<URL> {
      const { logoutUrl } = jsonOf<{ logoutUrl: string }>(await system.browser().xhr('POST', '/auth/logout'));
      const page = await browser.navigate(logoutUrl);
      return new URL(/<iframe[^>]*src="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '');
    }
    async function requestLogout(frame: URL, issuer: string): Promise<number> {
      const url = new URL(frame);
      url.searchParams.set('iss', issuer);
      return (await fetch(url, { headers: { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' } })).status;
    }

    it('ends nothing for a foreign issuer, and all of that sid for one of ours', async () => {
      const browser = await system.signedIn(alice);
      const frame = await frameOf(browser);
      const host = system.environment['ENTRA_AUTHORITY_HOST'] ?? '';
      const foreign = [
        'https://login.attacker.example/c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01/v2.0',
        '',
        `${host}/common/v2.0`,
      ];

      for (const issuer of foreign) {
        expect([await requestLogout(frame, issuer), await isSignedIn(browser)]).toEqual([200, true]);
      }
      expect([await requestLogout(frame, `${host}/${contosoTenantId}/v2.0`), await isSignedIn(browser)]).toEqual([
        200,
        false,
      ]);
    });

    it('ends the round trips that began before it, and none that begins afterwards', async () => {
      const browser = system.browser();
      const callback = await system.callbackFor(browser, '/auth/login', alice);
      const frame = await frameOf(browser);

      expect((await fetch(frame)).status).toBe(200);

      expect(locationOf(await browser.hopFromElsewhere(callback.href))).toContain('auth_error=sign_in_failed');
      expect(await isSignedIn(browser)).toBe(false);
      await system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), alice);
      expect(await isSignedIn(browser)).toBe(true);
    });
  });

  it.each([
    [
      'revoked their refresh tokens',
      (): void => {
        system.sandbox.control.revokeRefreshTokens(alice);
      },
    ],
    [
      'disabled them',
      (): void => {
        system.sandbox.control.setUserEnabled(alice, false);
      },
    ],
  ])('is reported for all of a user’s devices when Entra has %s', async (_, change) => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];
    change();

    const answer = await send(phone);

    expect([answer.status, jsonOf(answer)]).toEqual([
      401,
      expect.objectContaining({ code: 'login_required', loginUrl: '/auth/login' }),
    ]);
    expect([await isSignedIn(phone), await isSignedIn(laptop), await hasTokens()]).toEqual([false, false, false]);
  });

  it('is the result of a cookie without tokens, not an error and not a loop', async () => {
    const browser = await system.signedIn(alice);
    await system.app
      .get(KeyValueStore)
      .commit({ writes: [{ kind: 'delete', key: tokensPartitionKey(await system.tagOf(aliceId)) }] });

    expect((await browser.xhr('GET', '/api/mail/messages?search=x')).status).toBe(401);
    expect(await isSignedIn(browser)).toBe(false);
    expect((await browser.hop('/auth/login')).status).toBe(302);
    expect(
      new URL((await browser.hop('/auth/login?returnTo=/a')).headers.get('location') ?? '', system.origin).origin,
    ).toBe(system.sandbox.pagesUrl);
    expect(await system.app.get(KeyValueStore).read(tokensVersionKey(await system.tagOf(aliceId)))).toBeNull();
  });
});
