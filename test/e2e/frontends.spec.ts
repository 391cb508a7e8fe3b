import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppConfig } from '../../src/config/index.js';
import { sessionCookieName, SessionStore } from '../../src/session/index.js';
import { freePort } from '../support/free-port.js';
import { FrontendEnvironment } from '../support/frontend-environment.js';
import { rawRequest, type RawAnswer } from '../support/raw-request.js';
import { send } from '../support/prompts.js';
import { clientId } from '../support/test-environment.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, jsonOf, locationOf, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';

const mail = 'http://mail.localhost:8080';
/** Another app registration, with fewer permissions and its own page. */
const desk = 'http://desk.localhost:8080';
const deskClientId = '5eed0de5-2222-4333-8444-555555555555';
/** The registration of `mail` once more. */
const twin = 'http://twin.localhost:8080';

describe('several frontends in one process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontends-'));
  let system: TestSystem;
  let metricsPort: number;
  let atMail: FrontendEnvironment;
  let atDesk: FrontendEnvironment;
  let atTwin: FrontendEnvironment;

  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  };

  beforeAll(async () => {
    write('mail/index.html', '<!doctype html><title>Mail</title>');
    write('mail/assets/mail-B3xK_9qa.js', 'mail()');
    write('mail/logo.svg', '<svg id="mail"/>');
    write('desk/index.html', '<!doctype html><title>Desk</title>');
    write('desk/logo.svg', '<svg id="desk"/>');
    write('desk/inbox/help.svg', '<svg id="help"/>');
    const file = `
frontends:
  - { name: mail, origin: '${mail}', webRoot: '${join(folder, 'mail')}' }
  - name: desk
    origin: '${desk}'
    clientId: ${deskClientId}
    clientSecretFile: ${write('desk-secret', 'the-secret-of-the-desk\n')}
    permissions: [profile.read]
    webRoot: '${join(folder, 'desk')}'
    csp: { connect: ['https://telemetry.example'] }
    authErrorPath: /oops
  - { name: twin, origin: '${twin}', webRoot: '${join(folder, 'mail')}' }
`;
    metricsPort = await freePort();
    system = await TestSystem.start({
      PUBLIC_URL: mail,
      FRONTENDS_FILE: write('frontends.yaml', file),
      METRICS_PORT: String(metricsPort),
      // The proxy of these browsers states the requested host.
      TRUSTED_PROXIES: '127.0.0.1,::1',
    });
    const { control } = system.sandbox;
    control.configureApp({ redirectUris: [mail, twin].flatMap((origin) => [`${origin}/auth/callback`]) });
    control.registerApp({
      clientId: deskClientId,
      displayName: 'Desk',
      secrets: [{ value: 'the-secret-of-the-desk' }],
      redirectUris: [`${desk}/auth/callback`, `${desk}/auth/admin-consent/callback`],
      postLogoutRedirectUris: [`${desk}/`],
    });
    [atMail, atDesk, atTwin] = [mail, desk, twin].map(
      (origin) => new FrontendEnvironment(system.sandbox, origin, system.endpoints),
    ) as [FrontendEnvironment, FrontendEnvironment, FrontendEnvironment];
  });

  beforeEach(() => {
    system.reset();
    system.logLines.length = 0;
  });

  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true });
  });

  /** A request with that Host, whatever the address. */
  const ask = (host: string, path: string): Promise<RawAnswer> =>
    rawRequest(system.port, {
      method: 'GET',
      path,
      headers: { host, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    });
  const redemptions = (): readonly (string | undefined)[] =>
    system.sandbox.control.requests({ point: 'token' }).map(({ form = {} }) => form['client_id']);

  it('sign the same user in by the app registration of each, with its permissions and its tokens', async () => {
    const mailBrowser = await atMail.signedIn(alice);
    const deskBrowser = await atDesk.signedIn(alice);

    expect([await isSignedIn(mailBrowser), await isSignedIn(deskBrowser)]).toEqual([true, true]);
    expect(redemptions()).toEqual([clientId, deskClientId]);
    expect((await mailBrowser.xhr('GET', '/api/mail/messages')).status).toBe(200);
    const refused = await deskBrowser.xhr('GET', '/api/mail/messages');
    expect([refused.status, jsonOf(refused)['code']]).toEqual([403, 'consent_required']);
    expect((await deskBrowser.xhr('GET', '/api/me')).status).toBe(200);
    expect(system.logLines.filter((line) => line.includes('"audit":"sign_in"')).map(frontendIn)).toEqual([
      'mail',
      'desk',
    ]);
  });

  it('take a consent back to the frontend that asked for it', async () => {
    const browser = await atDesk.signedIn(alice);
    const asked = await browser.xhr('GET', '/api/mail/messages');
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(asked);
    const hop = await browser.hop(`${interactionUrl}?returnTo=/orders`);
    const { searchParams } = new URL(locationOf(hop));

    expect([searchParams.get('client_id'), searchParams.get('redirect_uri')]).toEqual([
      deskClientId,
      `${desk}/auth/callback`,
    ]);
    const landed = await atDesk.walk(browser, await browser.navigate(locationOf(hop)), alice);
    expect([landed.url.href, landed.text]).toEqual([`${desk}/orders`, '<!doctype html><title>Desk</title>']);
    expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
  });

  it('refuse the session of another, even of the same registration, and do not change it', async () => {
    const browser = await atMail.signedIn(alice);
    const cookie = cookieOf(browser);
    for (const place of [atDesk, atTwin]) {
      const thief = place.browser();
      thief.cookies.set(new URL(place.origin), sessionCookieName, cookie);

      const answer = await thief.xhr('GET', '/api/mail/messages');
      expect([answer.status, jsonOf(answer)['code']]).toEqual([401, 'login_required']);
      expect(await isSignedIn(thief)).toBe(false);
      expect(new URL(locationOf(await thief.hop('/auth/login'))).origin).toBe(system.sandbox.pagesUrl);
      expect((await thief.xhr('POST', '/auth/logout')).status).toBe(200);
    }
    expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
  });

  it('refuse a state that began at another, with the cookie that belongs to it', async () => {
    const browser = atMail.browser();
    const callback = await atMail.callbackFor(browser, '/auth/login', alice);
    const mixed = atTwin.browser();
    browser.cookies
      .names(new URL(mail))
      .filter((name) => name.startsWith('__Host-Http-tx-'))
      .forEach((name) => {
        const { value = '' } = browser.cookies.get(new URL(mail), name) ?? {};
        mixed.cookies.set(new URL(twin), name, value);
      });

    const answer = await mixed.hop(callback.pathname + callback.search);

    expect(locationOf(answer)).toMatch(/^\/\?auth_error=invalid_state&/);
    expect(redemptions()).toEqual([]);
    expect(await isSignedIn(mixed)).toBe(false);
    // It was consumed before anything was checked: it is valid nowhere any more.
    expect(locationOf(await browser.hop(callback.pathname + callback.search))).toContain('auth_error=invalid_state');
  });

  it('share the tokens of a user where they share a registration, and end together when the user signs out everywhere', async () => {
    const atDeskBefore = await atDesk.signedIn(alice);
    const [one, two] = [await atMail.signedIn(alice), await atTwin.signedIn(alice)];
    const listed = jsonOf<{ sessions: readonly { current: boolean; frontend: unknown }[] }>(
      await two.xhr('GET', '/auth/sessions'),
    );
    expect(listed.sessions.filter(({ current }) => current)).toMatchObject([
      { frontend: { name: 'twin', origin: twin } },
    ]);
    expect(listed.sessions).toContainEqual(
      expect.objectContaining({ current: false, frontend: { name: 'mail', origin: mail } }),
    );
    const ownList = jsonOf<{ sessions: readonly object[] }>(await atDeskBefore.xhr('GET', '/auth/sessions'));
    expect(ownList.sessions.every((session) => !('frontend' in session))).toBe(true);

    const consented = await one.navigate(jsonOf<{ interactionUrl: string }>(await send(one)).interactionUrl);
    await atMail.walk(one, consented, alice);
    expect((await send(two)).status).toBe(202);

    system.logLines.length = 0;
    const out = await one.xhr('POST', '/auth/logout', { everywhere: true });
    const { searchParams } = new URL(jsonOf<{ logoutUrl: string }>(out).logoutUrl);
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${mail}/`);
    const ended = system.logLines.filter((line) => line.includes('"audit":"session_ended"')).map(frontendIn);
    expect(new Set(ended)).toEqual(new Set(['mail', 'twin']));
    expect([await isSignedIn(one), await isSignedIn(two), await isSignedIn(atDeskBefore)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('lose the sessions of one browser one by one, and all of them when its session at Entra ends', async () => {
    const [one, two] = [await atMail.signedIn(alice), await atDesk.signedIn(alice)];
    const out = await two.xhr('POST', '/auth/logout');
    const { searchParams } = new URL(jsonOf<{ logoutUrl: string }>(out).logoutUrl);

    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${desk}/`);
    expect([await isSignedIn(one), await isSignedIn(two)]).toEqual([true, false]);
    // Front-channel sign-out contains only the sid, at whichever frontend Entra calls.
    const { frontends } = system.app.get(AppConfig);
    const living = await system.app.get(SessionStore).find(cookieOf(one), frontends.first);
    await ask('desk.localhost:8080', `/auth/frontchannel-logout?sid=${living?.entraSessionId}`);
    expect(await isSignedIn(one)).toBe(false);
  });

  it('send a refused sign-in to the error path of its own', async () => {
    const browser = atDesk.browser();
    const landed = await atDesk.walk(browser, await browser.navigate('/auth/login'), alice, 'cancel');

    expect(landed.url.href).toMatch(/^http:\/\/desk\.localhost:8080\/oops\?auth_error=access_denied&/);
  });

  it('check the origin of each, and accept no other of ours', async () => {
    const browser = await atDesk.signedIn(alice);

    expect((await browser.xhr('POST', '/auth/logout', undefined, { origin: mail })).status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('serve each its own page under its own policy', async () => {
    const pages = await Promise.all([ask('mail.localhost:8080', '/inbox'), ask('desk.localhost:8080', '/orders')]);

    expect(pages.map(({ text }) => text)).toEqual([
      '<!doctype html><title>Mail</title>',
      '<!doctype html><title>Desk</title>',
    ]);
    expect(pages.map(({ headers }) => String(headers['content-security-policy']).includes('telemetry'))).toEqual([
      false,
      true,
    ]);
    const help = await Promise.all(
      ['/inbox/help.svg', '/inbox'].flatMap((path) => [
        ask('mail.localhost:8080', path),
        ask('desk.localhost:8080', path),
      ]),
    );
    // Beside a file of its own there is no route of the app, as where there is one SPA.
    expect(help.map(({ status }) => status)).toEqual([404, 200, 200, 404]);
    const logos = await Promise.all([ask('mail.localhost:8080', '/logo.svg'), ask('desk.localhost:8080', '/logo.svg')]);
    expect(logos.map(({ text }) => text)).toEqual(['<svg id="mail"/>', '<svg id="desk"/>']);
    const script = await ask('twin.localhost:8080', '/assets/mail-B3xK_9qa.js');
    expect([script.text, script.headers['cache-control']]).toEqual(['mail()', expect.stringContaining('immutable')]);
    const elsewhere = await ask('desk.localhost:8080', '/assets/mail-B3xK_9qa.js');
    expect([elsewhere.status, codeOf(elsewhere)]).toEqual([404, 'not_found']);
  });

  it.each(['localhost:8080', 'mail.localhost', 'mail.localhost:8081', 'evil.example'])(
    'have no other host: %s',
    async (host) => {
      for (const path of ['/', '/auth/session', '/logo.svg', '/no/such', '/auth/login']) {
        const answer = await ask(host, path);

        expect([answer.status, codeOf(answer)]).toEqual([421, 'unknown_host']);
        expect(answer.headers['content-security-policy']).toContain('sandbox');
      }
      expect((await ask(host, '/health/live')).status).toBe(200);
    },
  );

  it('accept their host however it is written', async () => {
    expect((await ask('DESK.localhost.:8080', '/')).text).toContain('Desk');
  });

  it('count the requests of each', async () => {
    await atDesk.signedIn(alice);

    const ofRequests = system.logLines.filter((line) => line.includes('"traceId"'));
    expect(new Set(ofRequests.map(frontendIn))).toEqual(new Set(['desk']));
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/^bff_sign_ins_total\{purpose="sign_in",outcome="success",frontend="desk"\} \d+$/m);
    expect(metrics).toMatch(
      /^http_server_request_duration_seconds_count\{.*"\/auth\/callback".*frontend="desk"\} \d+$/m,
    );
    expect(metrics).toMatch(/^http_server_request_duration_seconds_count\{.*"421",frontend="none"\} \d+$/m);
  });
});

function cookieOf(browser: UserAgent): string {
  return browser.cookies.get(new URL(browser.origin), sessionCookieName)?.value ?? '';
}

function codeOf({ text }: RawAnswer): unknown {
  return (JSON.parse(text) as { code?: unknown }).code;
}

function frontendIn(line: string): unknown {
  return (JSON.parse(line) as { frontend?: unknown }).frontend;
}
