import { jsonOf, locationOf, type UserAgent } from '../support/user-agent.js';
import { Replicas } from '../support/replicas.js';

const alice = 'alice@contoso.example';
const sessionCookie = '__Host-Http-session';

/** Tests that need time and another process: two replicas on one Redis. */
describe('two replicas', () => {
  let system: Replicas;
  let a: Replicas['all'][0];
  let b: Replicas['all'][1];

  beforeAll(async () => {
    system = await Replicas.start(2);
    [a, b] = system.all;
  }, 60_000);

  afterAll(() => system.close());

  const isSignedIn = async (browser: UserAgent, url: string): Promise<unknown> =>
    jsonOf(await browser.xhr('GET', url))['authenticated'];

  it('finish at one what was begun at the other', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, a.at('/auth/login?returnTo=/mail'), alice);

    const landed = await browser.hopFromElsewhere(b.at(callback.pathname + callback.search));

    expect([landed.status, locationOf(landed)]).toEqual([303, '/mail']);
    expect(await isSignedIn(browser, a.at('/auth/session'))).toBe(true);
  });

  it('redeem a code once, however many deliveries of its callback arrive at once', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/mail', alice);
    const path = callback.pathname + callback.search;
    system.sandbox.control.clearRequests();

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, each) => browser.hopFromElsewhere((each % 2 === 0 ? a : b).at(path))),
    );

    const locations = answers.map(locationOf);
    expect(system.sandbox.control.counters()['token:authorization_code']).toBe(1);
    // A request after the sign-in is led to the same address; a request during it can't know of it.
    expect(locations).toContain('/mail');
    expect(locations.filter((location) => !/^\/mail$|^\/\?auth_error=invalid_state&ref=/.test(location))).toEqual([]);
    expect(
      answers.filter(({ headers }) => headers.getSetCookie().some((c) => c.startsWith(sessionCookie))),
    ).toHaveLength(1);
    const { sessions } = jsonOf<{ sessions: { current: boolean }[] }>(await browser.xhr('GET', b.at('/auth/sessions')));
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  });

  it('redirect a reload of the callback to where its session was led, also at the other replica', async () => {
    const browser = system.browser();
    const callback = await system.callbackFor(browser, '/auth/login?returnTo=/mail', alice);
    const path = callback.pathname + callback.search;
    await browser.hopFromElsewhere(a.at(path));
    system.sandbox.control.clearRequests();

    const again = await browser.hop(b.at(path));

    expect(locationOf(again)).toBe('/mail');
    expect(system.sandbox.control.counters()['token'] ?? 0).toBe(0);
  });

  it('both refuse a cookie whose session was ended at one of them', async () => {
    const browser = await system.signedIn(alice);
    const stolen = browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';
    const thief = system.browser();
    thief.cookies.set(new URL(system.origin), sessionCookie, stolen);
    expect(await isSignedIn(thief, b.at('/auth/session'))).toBe(true);

    const out = await browser.xhr('POST', a.at('/auth/logout'));

    expect(out.status).toBe(200);
    expect(await isSignedIn(thief, b.at('/auth/session'))).toBe(false);
    expect((await thief.xhr('GET', b.at('/api/me'))).status).toBe(401);
    expect((await thief.xhr('GET', a.at('/api/me'))).status).toBe(401);
  });

  it('do not restore a session by a request that was under way when it ended', async () => {
    const browser = await system.signedIn(alice);
    system.sandbox.control.addFault({ point: 'graph', times: 1, action: { kind: 'gate', name: 'me' } });
    const underWay = browser.xhr('GET', a.at('/api/me'));
    await system.sandbox.control.gate('me').waiting(1);
    const cookie = browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';

    await browser.xhr('POST', b.at('/auth/logout'), { everywhere: true });
    system.sandbox.control.gate('me').open();
    const late = await underWay;

    expect(late.headers.getSetCookie()).toEqual([]);
    browser.cookies.set(new URL(system.origin), sessionCookie, cookie);
    expect(await isSignedIn(browser, a.at('/auth/session'))).toBe(false);
    expect(await isSignedIn(browser, b.at('/auth/session'))).toBe(false);
    expect(await system.redis.keys('bff:session:*')).toEqual([]);
    expect(await system.redis.keys('bff:tokens:*:partition')).toEqual([]);
  });

  it('end every session of a sid that Entra signs out, without cookies and without iss', async () => {
    const browser = await system.signedIn(alice);
    const { logoutUrl } = jsonOf<{ logoutUrl: string }>(await system.browser().xhr('POST', b.at('/auth/logout')));

    const signedOut = await browser.navigate(logoutUrl);
    const frame = /<iframe[^>]*src="([^"]+)"/.exec(signedOut.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const answer = await fetch(frame.replace(system.origin, b.at('')));

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
    expect(await isSignedIn(browser, a.at('/auth/session'))).toBe(false);
  });

  it('list the sessions of a user, and end one of them at any replica', async () => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];
    const { sessions } = jsonOf<{ sessions: { id: string; current: boolean }[] }>(
      await laptop.xhr('GET', b.at('/auth/sessions')),
    );
    const other = sessions.find(({ current }) => !current);

    expect(sessions).toHaveLength(2);
    expect((await laptop.xhr('DELETE', b.at(`/auth/sessions/${other?.id ?? ''}`))).status).toBe(204);
    expect((await laptop.xhr('DELETE', a.at(`/auth/sessions/${other?.id ?? ''}`))).status).toBe(404);
    expect(await isSignedIn(phone, a.at('/auth/session'))).toBe(false);
    expect(await isSignedIn(laptop, a.at('/auth/session'))).toBe(true);
    expect((await laptop.xhr('GET', a.at('/api/me'))).status).toBe(200);
  });
});
