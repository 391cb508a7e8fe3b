import { codeOf, DeviceBrowser, deviceCookie, secureOrigin, sessionCookie } from '../support/device-browser.js';
import { EventReader } from '../support/event-reader.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, jsonOf, locationOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const proofMs = 300_000;

/**
 * docs/device-binding.md, on two replicas: the only thing that a bound session may do without its device is to sign
 * out.
 */
describe('a bound session', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin });
  });

  beforeEach(() => {
    system.reset();
  });

  afterAll(() => system.close());

  const bound = (): Promise<DeviceBrowser> => DeviceBrowser.bound(system, alice);
  const verdict = (answer: Answer): unknown => [answer.status, codeOf(answer)];
  const refused = [401, 'device_proof_required'];

  async function withoutProof(): Promise<DeviceBrowser> {
    const browser = await bound();
    browser.forgetDeviceCookie();
    return browser;
  }

  it('is refused everywhere without its device cookie, and reveals nothing of its user', async () => {
    const { agent } = await withoutProof();
    const answers = [
      await agent.xhr('GET', '/auth/session'),
      await agent.xhr('GET', '/auth/sessions'),
      await agent.xhr('GET', '/auth/permissions'),
      await agent.xhr('GET', '/auth/events'),
      await agent.xhr('GET', '/api/me'),
      await agent.xhr('GET', '/api/mail/events'),
      await agent.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
      await agent.xhr('POST', '/api/mail/drafts', { subject: 'x'.repeat(100_000) }),
      await agent.xhr('DELETE', '/auth/sessions/x'),
      await agent.xhr('POST', '/auth/logout', { everywhere: true }),
    ];

    expect(answers.map(verdict)).toEqual(Array(answers.length).fill(refused));
    expect(answers.map(({ text }) => text).join('')).not.toMatch(/alice|contoso/i);
    expect(answers.map(({ headers }) => headers.get('set-cookie')).join('')).not.toContain(sessionCookie);
  });

  it('is used again as soon as the device has proved itself', async () => {
    const browser = await withoutProof();
    expect((await browser.refresh()).status).toBe(200);

    expect((await browser.agent.xhr('GET', '/api/me')).status).toBe(200);
  });

  it('is useless as a copy once the proof has expired, and the first browser continues', async () => {
    const browser = await bound();
    const thief = browser.copiedInto(system.browser());
    expect(await isSignedIn(thief)).toBe(true);
    await system.advance(proofMs);

    const invalid = await thief.xhr('GET', '/api/me');
    expect(verdict(invalid)).toEqual(refused);
    // So that a browser with the key knows that it must prove it.
    expect(invalid.headers.getSetCookie()[0]).toMatch(/^__Host-device=; Max-Age=0; /);
    expect((await browser.renew()).status).toBe(200);
    expect((await browser.agent.xhr('GET', '/api/me')).status).toBe(200);
    expect(verdict(await thief.xhr('GET', '/api/me'))).toEqual(refused);
  });

  it('accepts an older device cookie for its lifetime while a newer one exists, and no other session’s', async () => {
    const [browser, other] = [await bound(), await bound()];
    const older = browser.deviceCookieValue() ?? '';
    await system.advance(proofMs / 2);
    await browser.refresh();
    browser.agent.cookies.set(new URL(secureOrigin), deviceCookie, older);
    expect(await isSignedIn(browser.agent)).toBe(true);

    await other.refresh();
    browser.agent.cookies.set(new URL(secureOrigin), deviceCookie, other.deviceCookieValue() ?? '');
    expect(verdict(await browser.session())).toEqual(refused);
  });

  it('signs out without its device, and a copy of its cookies cannot sign out everywhere', async () => {
    const [browser, elsewhere] = [await withoutProof(), await bound()];
    expect(verdict(await browser.agent.xhr('POST', '/auth/logout', { everywhere: true }))).toEqual(refused);
    const out = await browser.agent.xhr('POST', '/auth/logout');

    expect(out.status).toBe(200);
    const cleared = out.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
    expect(cleared).toEqual(expect.arrayContaining([sessionCookie, deviceCookie]));
    expect(await isSignedIn(browser.agent)).toBe(false);
    expect(await isSignedIn(elsewhere.agent)).toBe(true);
  });

  it('without its device redirects to Entra to sign in, and begins unbound with the old session ended', async () => {
    const browser = await withoutProof();
    const { agent } = browser;
    const old = agent.cookies.get(new URL(secureOrigin), sessionCookie)?.value ?? '';
    const login = await agent.hop('/auth/login?returnTo=/mail');
    expect([login.status, new URL(locationOf(login)).pathname]).toEqual([302, expect.stringMatching(/authorize$/)]);

    await system.walk(agent, await agent.navigate('/auth/login?returnTo=/mail'), alice);
    expect(jsonOf<{ session: object }>(await agent.xhr('GET', '/auth/session')).session).toMatchObject({
      deviceBound: false,
    });
    // Chromium's proofs for the old binding beside the new cookies change nothing.
    const refresh = await browser.refresh();
    expect(verdict(refresh)).toEqual(refused);
    expect(refresh.headers.has('secure-session-challenge')).toBe(false);
    expect((await agent.xhr('GET', '/api/me')).status).toBe(200);
    const copy = system.browser();
    copy.cookies.set(new URL(secureOrigin), sessionCookie, old);
    expect(await isSignedIn(copy)).toBe(false);
  });

  it('with its device is signed in: the login redirects back at once', async () => {
    const { agent } = await bound();

    expect(locationOf(await agent.hop('/auth/login?returnTo=/mail'))).toBe('/mail');
  });

  it('without its device gets no interaction; the ticket stays for its own browser', async () => {
    const browser = await bound();
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await browser.agent.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    browser.forgetDeviceCookie();
    const answer = await browser.agent.hop(interactionUrl);
    expect(answer.status).toBe(303);
    expect(locationOf(answer)).toMatch(/^\/\?auth_error=login_required&/);

    await browser.refresh();
    expect(new URL(locationOf(await browser.agent.hop(interactionUrl))).pathname).toMatch(/authorize$/);
  });

  it('keeps its binding through a consent', async () => {
    const browser = await bound();
    const { agent } = browser;
    const before = agent.cookies.get(new URL(secureOrigin), sessionCookie)?.value;
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await agent.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    await system.walk(agent, await agent.navigate(interactionUrl), alice);
    expect(agent.cookies.get(new URL(secureOrigin), sessionCookie)?.value).not.toBe(before);

    expect(jsonOf<{ session: object }>(await browser.session()).session).toMatchObject({ deviceBound: true });
    browser.forgetDeviceCookie();
    expect(verdict(await browser.session())).toEqual(refused);
    expect((await browser.refresh()).status).toBe(200);
    expect(await isSignedIn(agent)).toBe(true);
  });

  it('is not kept alive by requests that are refused', async () => {
    const browser = await withoutProof();
    await system.advance(1_800_000);
    await browser.agent.xhr('GET', '/api/me');
    await system.advance(1_800_000);

    expect(jsonOf(await browser.session())).toEqual({ authenticated: false });
  });

  it('refuses a forged cookie, and does not treat it as a stored record', async () => {
    const browser = await bound();
    expect(await isSignedIn(browser.agent)).toBe(true);
    await system.settled();
    // A tampered cookie is refused, and no stored record is reported as unreadable for it.
    browser.agent.cookies.set(new URL(secureOrigin), deviceCookie, 'made-up');
    expect(verdict(await browser.session())).toEqual(refused);
    await system.settled();
    expect(system.logLines.join('')).not.toContain('cannot be decrypted');
  });

  it('sends the same commands to Redis per request as an unbound one', async () => {
    const [browser, plain] = [await bound(), await system.signedIn(alice)];
    const commandsOf = async (agent: UserAgent): Promise<Record<string, number>> => {
      // Both replicas have then refreshed what the other stories have let expire.
      for (let each = 0; each < 6; each++) {
        await agent.xhr('GET', '/auth/permissions');
      }
      await system.redis.command('CONFIG', 'RESETSTAT');
      for (let each = 0; each < 10; each++) {
        expect((await agent.xhr('GET', '/auth/permissions')).status).toBe(200);
      }
      return Object.fromEntries(
        [...(await system.redis.command('INFO', 'commandstats')).matchAll(/cmdstat_(\w+):calls=(\d+)/g)]
          .map(([, name = '', calls]) => [name, Number(calls)] as const)
          .filter(([name]) => !['config', 'config|resetstat', 'info', 'ping', 'publish'].includes(name)),
      );
    };

    const expected = await commandsOf(plain);
    expect(Object.keys(expected).length).toBeGreaterThan(0);
    expect(await commandsOf(browser.agent)).toEqual(expected);
  });
});

/** With short proofs and real time. */
describe('an event stream of a bound session', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin, DEVICE_PROOF_SECONDS: '2' });
  });

  afterAll(() => system.close());

  it.each(['/auth/events', '/api/mail/events'])(
    'at %s ends when the proof has expired, and continues when it is renewed',
    async (path) => {
      const [lapsing, renewing] = [await DeviceBrowser.bound(system, alice), await DeviceBrowser.bound(system, alice)];
      const kept = await EventReader.open(renewing.agent, `${secureOrigin}${path}`);
      await kept.until(': open');
      await lapsing.refresh();
      const ended = await EventReader.open(lapsing.agent, `${secureOrigin}${path}`);
      await ended.until(': open');
      const pace = { isOver: false };
      const renewals = (async () => {
        while (!pace.isOver) {
          await renewing.renew();
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
      })();

      await ended.untilEnd();
      expect(ended.count('session.ended')).toBe(0);
      expect(kept.hasEnded).toBe(false);
      pace.isOver = true;
      await renewals;
      await kept.untilEnd();
      expect((await lapsing.session()).status).toBe(401);
      expect((await lapsing.renew()).status).toBe(200);
      expect(await isSignedIn(lapsing.agent)).toBe(true);
    },
  );
});
