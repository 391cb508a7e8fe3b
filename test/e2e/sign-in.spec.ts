import { jsonOf } from '../support/user-agent.js';
import { World } from '../support/world.js';

describe('signing in', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.close());

  it('leads from the login endpoint through Entra back to where the user was', async () => {
    const browser = world.browser();

    const page = await browser.navigate('/auth/login?returnTo=/mail/inbox%3Fx=1');
    const landed = await world.walk(browser, page, 'alice@contoso.example');

    expect(landed.url.pathname + landed.url.search).toBe('/mail/inbox?x=1');
    const session = jsonOf(await browser.xhr('GET', '/auth/session'));
    expect(session).toMatchObject({
      authenticated: true,
      user: { name: 'Alice Moreau', username: 'alice@contoso.example', accountType: 'work' },
    });
  });

  it('asks the token endpoint once per sign-in and serves mail silently from then on', async () => {
    const browser = await world.signedIn('alice@contoso.example');
    world.sandbox.control.clearRequests();

    const first = await browser.xhr('GET', '/api/mail/messages');
    const second = await browser.xhr('GET', '/api/me');

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(world.sandbox.control.counters()['token'] ?? 0).toBe(0);
  });
});
