import { KeyValueStore, type Batch } from '../../src/redis/index.js';
import { EventReader } from '../support/event-reader.js';
import { jsonOf, locationOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const sessionCookie = '__Host-Http-session';

/** Consent that returns in two tabs of one browser at the same moment. */
describe('two tabs', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  const setsSession = ({ headers }: Answer): boolean => headers.getSetCookie().some((c) => c.startsWith(sessionCookie));
  const session = async (browser: UserAgent): Promise<Record<string, unknown>> =>
    jsonOf(await browser.xhr('GET', '/auth/session'));

  /** Until `release`, the first session that the replica in this process is about to store is not stored. */
  function holdFirstSession(): { readonly isReached: Promise<void>; readonly release: () => void } {
    const store = system.app.get(KeyValueStore);
    const commit = store.commit.bind(store);
    let reach: () => void = () => undefined;
    let release: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => (reach = resolve));
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    store.commit = async (batch: Batch) => {
      if (batch.writes.some(({ kind, key }) => kind === 'set' && /^bff:session:.*(?<!index)$/.test(key))) {
        store.commit = commit;
        reach();
        await isReleased;
      }
      return commit(batch);
    };
    return { isReached, release };
  }

  it.each([
    ['the same permission', ['mail.send'], ['mail.send']],
    ['different permissions', ['mail.send'], ['mail.write']],
  ])('that request %s both return to where they were, to one session with both', async (_, one, two) => {
    const browser = await system.signedIn(alice);
    const { session: before } = await session(browser);
    const callbackOf = async (permissions: string[], returnTo: string): Promise<string> => {
      const asked = await browser.xhr('POST', '/auth/interactions', { permissions, returnTo });
      const { interactionUrl } = jsonOf<{ interactionUrl: string }>(asked);
      return (await system.callbackFor(browser, interactionUrl, alice)).href;
    };
    const [first, second] = [await callbackOf(one, '/one'), await callbackOf(two, '/two')];
    const events = await EventReader.open(browser, `${system.origin}/auth/events`);

    const held = holdFirstSession();
    browser.turnTo(system.port);
    const late = browser.hopFromElsewhere(first);
    await held.isReached;
    const quick = await browser.hopFromElsewhere(second);
    await events.until('event: permissions.changed');
    held.release();

    expect([locationOf(quick), locationOf(await late)]).toEqual(['/two', '/one']);
    // The browser reads the two responses in any order; a second cookie could leave it with the invalid one.
    expect([setsSession(quick), setsSession(await late)]).toEqual([true, false]);
    expect((await session(browser))['session']).toMatchObject({ id: (before as { id: string }).id });
    const { permissions } = jsonOf<{ permissions: { name: string; state: string }[] }>(
      await browser.xhr('GET', '/auth/permissions'),
    );
    const granted = permissions.filter(({ state }) => state === 'granted').map(({ name }) => name);
    expect(granted).toEqual(expect.arrayContaining(['mail.read', ...one, ...two]));
    events.close();
  });

  it('of which one returns after the sign-out in the other are not signed in again', async () => {
    const browser = await system.signedIn(alice);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await browser.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    const callback = await system.callbackFor(browser, interactionUrl, alice);
    const held = holdFirstSession();
    browser.turnTo(system.port);
    const late = browser.hopFromElsewhere(callback.href);
    await held.isReached;
    await browser.xhr('POST', '/auth/logout');
    held.release();

    expect(locationOf(await late)).toContain('auth_error=interaction_expired');
    expect(await session(browser)).toEqual({ authenticated: false });
  });

  it('of which one signs out while the new cookie of the other is on its way are both signed out', async () => {
    const browser = await system.signedIn(alice);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await browser.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    const callback = await system.callbackFor(browser, interactionUrl, alice);
    const old = browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? '';
    expect(setsSession(await browser.hopFromElsewhere(callback.href))).toBe(true);
    const other = system.browser();
    other.cookies.set(new URL(system.origin), sessionCookie, old);
    expect(await session(other)).toEqual({ authenticated: false });

    const out = jsonOf<{ logoutUrl: string }>(await other.xhr('POST', '/auth/logout'));

    expect(new URL(out.logoutUrl).searchParams.get('logout_hint')).not.toBeNull();
    expect(await session(browser)).toEqual({ authenticated: false });
  });
});
