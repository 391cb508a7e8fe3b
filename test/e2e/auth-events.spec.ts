import { EventReader } from '../support/event-reader.js';
import { isSignedIn, jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const carla = 'carla@contoso.example';
const pia = 'pia@outlook.example';
const sessionCookie = '__Host-Http-session';

/** The notifications of open tabs about their session, whichever replica they are connected to (docs/api.md). */
describe('the events of a session', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  const out = (browser: UserAgent, body?: unknown): Promise<Answer> => browser.xhr('POST', '/auth/logout', body);
  const open = (browser: UserAgent): Promise<EventReader> => EventReader.open(browser, `${system.origin}/auth/events`);
  /** Two tabs of one browser, at two replicas. */
  const openTwo = async (browser: UserAgent): Promise<EventReader[]> => [await open(browser), await open(browser)];
  const untilAll = async (streams: readonly EventReader[], text: string): Promise<void> => {
    await Promise.all(streams.map((stream) => stream.until(text)));
    await Promise.all(streams.map((stream) => stream.untilEnd()));
  };

  it('notify the old tabs when another user signs in in the same browser', async () => {
    const browser = await system.signedIn(alice);
    const tabs = await openTwo(browser);

    await system.walk(
      browser,
      await browser.navigate('/auth/login?prompt=login&loginHint=carla%40contoso.example'),
      carla,
    );

    await untilAll(tabs, '"reason":"replaced"');
    expect(await isSignedIn(browser)).toBe(true);
    const own = await open(browser);
    await out(browser);
    await untilAll([own], '"reason":"signed_out"');
  });

  it('notify all tabs of all devices when Graph and Entra have revoked the user', async () => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];
    const tabs = [...(await openTwo(phone)), ...(await openTwo(laptop))];
    await system.advance(2_000);
    system.sandbox.control.revokeAccessTokens(alice);

    const refused = await phone.xhr('GET', '/api/me');

    expect([refused.status, jsonOf(refused)['code']]).toEqual([401, 'login_required']);
    // A poll of the session, which every stream makes once in a while, would report "expired".
    await untilAll(tabs, '"reason":"revoked"');
    expect([await isSignedIn(phone), await isSignedIn(laptop)]).toEqual([false, false]);
  });

  it('notify every open tab of a sign-out, and of consent', async () => {
    const [tab, other, stranger] = [
      await system.signedIn(alice),
      await system.signedIn(alice),
      await system.signedIn(pia),
    ];
    const [events, elsewhere, foreign] = await Promise.all([tab, other, stranger].map(open));
    if (events === undefined || elsewhere === undefined || foreign === undefined) {
      throw new Error('no stream');
    }
    expect(events.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await tab.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    await system.walk(tab, await tab.navigate(interactionUrl), alice);
    await events.until('event: permissions.changed');

    await out(tab, { everywhere: true });
    await elsewhere.until('event: session.ended');
    await elsewhere.untilEnd();

    expect(foreign.hasEnded).toBe(false);
    foreign.close();
    events.close();
    expect((await fetch(`${system.origin}/auth/events`, { headers: { 'x-csrf': '1' } })).status).toBe(401);
    expect(tab.cookies.get(new URL(system.origin), sessionCookie)).toBeUndefined();
  });

  it('reach a tab that was open when consent changed the session’s id', async () => {
    const browser = await system.signedIn(alice);
    const tabs = await openTwo(browser);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await browser.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    await system.walk(browser, await browser.navigate(interactionUrl), alice);
    await Promise.all(tabs.map((events) => events.until('event: permissions.changed')));
    // Longer than the interval to the first poll of the session.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(tabs.map(({ hasEnded }) => hasEnded)).toEqual([false, false]);

    await out(browser);
    await Promise.all(tabs.map((events) => events.until('"reason":"signed_out"')));
  });

  it('of one device end with its session, and those of the others stay open', async () => {
    const [phone, laptop] = [await system.signedIn(alice), await system.signedIn(alice)];
    const [ending, lasting] = [await open(phone), await open(laptop)];

    await out(phone);
    await ending.until('event: session.ended');
    await ending.untilEnd();
    expect(lasting.hasEnded).toBe(false);

    await out(laptop);
    await lasting.until('event: session.ended');
  });

  it('announce the end by idleness, and report it', async () => {
    await system.restart({ SESSION_IDLE_TIMEOUT_SECONDS: '2' });
    const browser = await system.signedIn(alice);
    const events = await open(browser);

    await events.until('event: session.expiring');
    await events.until('"reason":"expired"');
    await events.untilEnd();

    expect(await isSignedIn(browser)).toBe(false);
  });

  it('are limited to twenty per user at each replica', async () => {
    const browser = await system.signedIn(alice);
    const streams: EventReader[] = [];
    const most = 20 * system.endpoints.length;
    for (let each = 0; each <= most; each++) {
      streams.push(await open(browser));
    }

    expect(streams.map(({ response }) => response.status)).toEqual([...Array<number>(most).fill(200), 429]);
    expect(streams[most]?.response.headers.get('retry-after')).toBe('30');
    streams.forEach((stream) => {
      stream.close();
    });
  });
});
