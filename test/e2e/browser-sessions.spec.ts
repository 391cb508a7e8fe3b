import { isSignedIn, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';
const sessionCookie = '__Host-Http-session';
const elsewhere = 'https://elsewhere.example/';

/** Another site can send a browser to `/auth/login`: the browser does not send the strict session cookie. */
describe('a sign-in that another site began', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  const valueOf = (browser: UserAgent): string =>
    browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';

  /** An attacker who has stored the value of a session cookie. */
  const holderOf = (value: string): UserAgent => {
    const holder = system.browser();
    holder.cookies.set(new URL(system.origin), sessionCookie, value);
    return holder;
  };

  const callbackFrom = async (browser: UserAgent, user: string): Promise<string> => {
    browser.holdsBefore = ({ pathname }) => pathname === '/auth/callback';
    const begun = await browser.navigate('/auth/login?returnTo=/', elsewhere);
    const last = await system.walk(browser, begun, user);
    browser.holdsBefore = undefined;
    return new URL(last.headers.get('location') ?? '', last.url).href;
  };

  it.each([
    ['the same user', alice],
    ['another user', bilal],
  ])('ends the previous session of the browser when %s returns', async (_, user) => {
    const browser = await system.signedIn(alice);
    const old = holderOf(valueOf(browser));
    expect(await isSignedIn(old)).toBe(true);

    await browser.hopFromElsewhere(await callbackFrom(browser, user));

    expect([await isSignedIn(old), await isSignedIn(browser)]).toEqual([false, true]);
  });

  it('does not affect the sessions of other browsers', async () => {
    const [browser, phone] = [await system.signedIn(alice), await system.signedIn(alice)];

    await browser.hopFromElsewhere(await callbackFrom(browser, alice));

    expect(await isSignedIn(phone)).toBe(true);
  });

  it('does not affect the session when it does not succeed', async () => {
    const browser = await system.signedIn(alice);
    const callback = new URL(await callbackFrom(browser, alice));
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');

    await browser.hopFromElsewhere(callback.href);

    expect(await isSignedIn(browser)).toBe(true);
  });

  it('gives one browser one session, however many return at the same moment', async () => {
    const browser = system.browser();
    const callbacks = [
      await callbackFrom(browser, alice),
      await callbackFrom(browser, alice),
      await callbackFrom(browser, alice),
    ];
    const answers = await Promise.all(callbacks.map((callback) => browser.hopFromElsewhere(callback)));
    const values = answers.map(
      ({ headers }) =>
        headers
          .getSetCookie()
          .find((cookie) => cookie.startsWith(`${sessionCookie}=`))
          ?.split(/[=;]/)[1],
    );

    const living = await Promise.all(values.map((value) => isSignedIn(holderOf(value ?? ''))));

    expect(values.every((value) => value !== undefined)).toBe(true);
    expect(living.filter((isLiving) => isLiving === true)).toHaveLength(1);
  });

  it.each([
    ['a user', [alice, bilal]],
    ['nobody', [bilal, alice]],
  ])('gives a browser that had %s one session when two users return at the same moment', async (before, users) => {
    const browser = before === 'nobody' ? system.browser() : await system.signedIn(alice);
    const callbacks: string[] = [];
    for (const user of users) {
      callbacks.push(await callbackFrom(browser, user));
    }
    const answers = await Promise.all(callbacks.map((callback) => browser.hopFromElsewhere(callback)));
    const values = answers
      .flatMap(({ headers }) => headers.getSetCookie())
      .filter((cookie) => cookie.startsWith(`${sessionCookie}=`))
      .map((cookie) => cookie.split(/[=;]/)[1] ?? '');
    const living = (): Promise<unknown[]> => Promise.all(values.map((value) => isSignedIn(holderOf(value))));

    expect((await living()).filter((isLiving) => isLiving === true)).toHaveLength(1);
    expect(await isSignedIn(browser)).toBe(true);
    await browser.xhr('POST', '/auth/logout');
    expect((await living()).filter((isLiving) => isLiving === true)).toEqual([]);
  });

  it('is undone by the sign-out of the browser, whichever cookie it holds', async () => {
    const browser = await system.signedIn(alice);
    await browser.hopFromElsewhere(await callbackFrom(browser, alice));
    const values = [valueOf(browser)];
    browser.cookies.delete(new URL(system.origin), sessionCookie);

    await browser.xhr('POST', '/auth/logout');

    expect(await Promise.all(values.map((value) => isSignedIn(holderOf(value))))).toEqual([false]);
    expect(browser.cookies.names(new URL(system.origin))).toEqual([]);
  });
});

describe('a session of Entra whose id is known to an attacker', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  const sidOf = async (browser: UserAgent): Promise<string> => {
    const { logoutUrl } = JSON.parse((await system.browser().xhr('POST', '/auth/logout')).text) as {
      logoutUrl: string;
    };
    const page = await browser.navigate(logoutUrl);
    return /[?&]sid=([\w-]+)/.exec(page.text.replaceAll('&amp;', '&'))?.[1] ?? '';
  };

  it('excludes nobody: a round trip that began before the sign-out creates no session, the next one does', async () => {
    const browser = await system.signedIn(alice);
    const pending = await system.callbackFor(browser, '/auth/login?prompt=none', alice);
    const sid = await sidOf(browser);
    expect(sid).not.toBe('');

    await fetch(`${system.origin}/auth/frontchannel-logout?sid=${sid}`);
    await browser.hopFromElsewhere(pending.href);
    expect(await isSignedIn(browser)).toBe(false);

    await fetch(`${system.origin}/auth/frontchannel-logout?sid=${sid}`);
    const next = await system.signedIn(alice);
    expect(await isSignedIn(next)).toBe(true);
  });
});
