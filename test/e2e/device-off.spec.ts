import { eventually } from '../support/eventually.js';
import { codeOf, DeviceBrowser, secureOrigin } from '../support/device-browser.js';
import { TestSystem } from '../support/test-system.js';
import { jsonOf } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';

/** `DEVICE_BINDING`, switched off and on again over existing sessions. */
describe('with device binding off', () => {
  let system: TestSystem;
  let bound: DeviceBrowser;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin });
    bound = await DeviceBrowser.bound(system, alice);
    system.logLines.splice(0);
    await system.reconfigure({ PUBLIC_URL: secureOrigin, DEVICE_BINDING: 'off' });
  });

  afterAll(() => system.close());

  it('the service logs at the start how many sessions are bound', async () => {
    await eventually(() => {
      const said = system.logLines.filter((line) => line.includes('"boundSessions":1'));
      expect(said).toHaveLength(2);
    });
  });

  it('a bound session is used as an unbound one: without its device cookie, also by a copy', async () => {
    const copy = bound.copiedInto(system.browser());
    bound.forgetDeviceCookie();

    const statuses = [await bound.agent.xhr('GET', '/api/me'), await copy.xhr('GET', '/api/me')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('no binding is offered, accepted or renewed, and no attempt signs anybody out', async () => {
    const plain = new DeviceBrowser(await system.signedIn(bilal));

    expect(await plain.offered()).toBeUndefined();
    expect((await plain.register('made-up')).status).toBe(401);
    expect((await bound.refresh()).status).toBe(401);
    const states = [await plain.session(), await bound.session()].map((answer) => jsonOf(answer)['authenticated']);
    expect(states).toEqual([true, true]);
  });

  it('and on again, the session requires its device as before', async () => {
    await system.reconfigure({ PUBLIC_URL: secureOrigin });
    bound.forgetDeviceCookie();

    expect(codeOf(await bound.agent.xhr('GET', '/api/me'))).toBe('device_proof_required');
    expect((await bound.renew()).status).toBe(200);
    expect((await bound.agent.xhr('GET', '/api/me')).status).toBe(200);
  });
});
