import {
  challengeOf,
  codeOf,
  DeviceBrowser,
  deviceCookie,
  secureOrigin,
  sessionCookie,
} from '../support/device-browser.js';
import { DeviceKey } from '../support/device-key.js';
import { TestSystem } from '../support/test-system.js';
import { jsonOf, type Answer } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const minuteMs = 60_000;

/** docs/device-binding.md, on two replicas: offer and registration. */
describe('binding a session to the device', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin });
  });

  beforeEach(() => {
    system.reset();
  });

  afterAll(() => system.close());

  const unbound = async (): Promise<DeviceBrowser> => new DeviceBrowser(await system.signedIn(alice));
  const setCookies = ({ headers }: Answer): string[] => headers.getSetCookie();
  const isBound = async (browser: DeviceBrowser): Promise<unknown> =>
    jsonOf<{ session: { deviceBound: boolean } }>(await browser.session()).session.deviceBound;

  it('is offered by the response to the page, three times, a minute apart', async () => {
    const browser = await unbound();
    const first = await browser.session();
    expect(first.headers.get('secure-session-registration')).toMatch(
      /^\(ES256\);path="\/auth\/device\/registration";challenge="[\w.-]{22,}"$/,
    );
    expect(await browser.offered()).toBeUndefined();

    const offers: boolean[] = [];
    for (let each = 0; each < 4; each++) {
      await system.advance(minuteMs);
      offers.push((await browser.offered()) !== undefined);
    }
    expect(offers).toEqual([true, true, false, false]);
  });

  it('is offered once to tabs that request it at the same moment', async () => {
    const browser = await unbound();
    const offers = await Promise.all(Array.from({ length: 10 }, () => browser.offered()));

    expect(offers.filter((challenge) => challenge !== undefined)).toHaveLength(1);
  });

  it('is not offered without a session, by the callback, or by other responses', async () => {
    const browser = await unbound();
    await browser.agent.xhr('GET', '/auth/sessions');
    const stranger = new DeviceBrowser(system.browser());

    expect(await stranger.offered()).toBeUndefined();
    const offering = [...browser.agent.transcript, ...stranger.agent.transcript].filter(({ headers }) =>
      headers.has('secure-session-registration'),
    );
    expect(offering).toEqual([]);
  });

  it('responds to a registration with instructions, the device cookie and the next challenge', async () => {
    const browser = await unbound();
    const answer = await browser.register(await browser.offered());

    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({
      session_identifier: browser.id,
      refresh_url: '/auth/device/refresh',
      scope: {
        include_site: false,
        scope_specification: expect.arrayContaining([{ type: 'exclude', domain: '*', path: '/assets' }]) as unknown,
      },
      credentials: [{ type: 'cookie', name: deviceCookie, attributes: 'Path=/; Secure; HttpOnly; SameSite=Strict' }],
    });
    const [cookie = ''] = setCookies(answer);
    expect(cookie).toMatch(/^__Host-device=[\w-]+; /);
    expect(cookie.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=300',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ]);
    expect(challengeOf(answer.headers)).toMatch(/^[\w.-]{22,}$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await browser.offered()).toBeUndefined();
  });

  it('is shown once the browser has shown its cookie, and not before', async () => {
    const browser = await unbound();
    expect(await isBound(browser)).toBe(false);
    await system.advance(minuteMs);
    await browser.register(await browser.offered());
    const cookie = browser.deviceCookieValue() ?? '';
    browser.forgetDeviceCookie();
    // A browser that silently drops the binding continues.
    expect(await isBound(browser)).toBe(false);
    expect((await browser.agent.xhr('GET', '/api/me')).status).toBe(200);

    browser.agent.cookies.set(new URL(secureOrigin), deviceCookie, cookie);
    expect(await isBound(browser)).toBe(true);
    const { sessions } = jsonOf<{ sessions: { current: boolean; deviceBound: boolean }[] }>(
      await browser.agent.xhr('GET', '/auth/sessions'),
    );
    expect(sessions.find(({ current }) => current)?.deviceBound).toBe(true);
    expect(sessions.some(({ deviceBound }) => !deviceBound)).toBe(true);
  });

  it('accepts the challenge of the previous offer too, but none that is two minutes old', async () => {
    const [quick, slow] = [await unbound(), await unbound()];
    const [first, old] = [await quick.offered(), await slow.offered()];
    await system.advance(minuteMs);
    await quick.offered();
    expect((await quick.register(first)).status).toBe(200);

    await system.advance(minuteMs);
    expect((await slow.register(old)).status).toBe(401);
    expect(await slow.offered()).toBeDefined();
  });

  it.each<[string, (browser: DeviceBrowser) => Promise<string | undefined>]>([
    ['never gave', () => Promise.resolve('made-up')],
    ['is missing', () => Promise.resolve(undefined)],
    ['gave to another session', async () => (await unbound()).offered()],
  ])('refuses a challenge that the service %s, and issues none', async (_what, make) => {
    const browser = await unbound();
    await browser.offered();
    const answer = await browser.register(await make(browser));

    expect([answer.status, codeOf(answer)]).toEqual([401, 'device_proof_required']);
    expect(answer.headers.has('secure-session-challenge')).toBe(false);
    expect(setCookies(answer)).toEqual([]);
    expect(await isBound(browser)).toBe(false);
  });

  it('happens once: a second registration changes nothing, even with the same proof', async () => {
    const browser = await unbound();
    const challenge = await browser.offered();
    const proof = browser.key.registration(challenge);
    expect((await browser.register(challenge, proof)).status).toBe(200);
    const { id } = browser;

    const other = new DeviceKey();
    const again = [
      await browser.register(challenge, proof),
      await browser.register(challenge, other.registration(challenge)),
    ];
    expect(again.map(({ status }) => status)).toEqual([401, 401]);
    expect(again.map(({ headers }) => headers.has('secure-session-challenge'))).toEqual([false, false]);
    expect(browser.id).toBe(id);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('binds to one key when two clients answer the same offer at once', async () => {
    const browser = await unbound();
    const challenge = await browser.offered();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => browser.register(challenge, new DeviceKey().registration(challenge))),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  it.each<[string, (key: DeviceKey, challenge: string | undefined) => string, number]>([
    ['garbage', () => 'garbage', 400],
    ['another type', (key, challenge) => key.registration(challenge, { header: { typ: 'jwt' } }), 400],
    ['another algorithm', (key, challenge) => key.registration(challenge, { header: { alg: 'none' } }), 400],
    ['a critical header', (key, challenge) => key.registration(challenge, { header: { crit: ['x'] } }), 400],
    ['no key', (key, challenge) => key.proof(challenge), 400],
    [
      'the key of another',
      (key, challenge) => key.registration(challenge, { header: { jwk: new DeviceKey().jwk } }),
      400,
    ],
    ['no proof', () => '', 401],
  ])('refuses a registration with %s; the offer stays', async (_what, make, status) => {
    const browser = await unbound();
    const challenge = await browser.offered();
    expect((await browser.register(challenge, make(browser.key, challenge))).status).toBe(status);

    expect((await browser.register(challenge, `"${browser.key.registration(challenge)}"`)).status).toBe(200);
  });

  it('requires a session and its own origin, without a header of the page', async () => {
    const browser = await unbound();
    const challenge = await browser.offered();
    const proof = browser.key.registration(challenge);
    const foreign = await Promise.all([
      browser.register(challenge, proof, { origin: 'https://evil.example' }),
      browser.register(challenge, proof, { 'sec-fetch-site': 'cross-site' }),
      browser.register(challenge, proof, { origin: 'null' }),
    ]);
    expect(foreign.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(3).fill([403, 'csrf_rejected']));
    expect(foreign.some(({ headers }) => headers.has('secure-session-challenge'))).toBe(false);

    const stranger = new DeviceBrowser(system.browser());
    expect((await stranger.register(challenge, proof)).status).toBe(401);
    expect((await browser.register(challenge, proof)).status).toBe(200);
  });

  it('is written to the audit log and counted, without the session’s cookie', async () => {
    const browser = await unbound();
    await browser.register(await browser.offered());
    await system.settled();

    const lines = system.logLines.filter((line) => line.includes('"audit":"device_bound"'));
    expect(lines.length).toBeGreaterThan(0);
    const value = browser.agent.cookies.get(new URL(secureOrigin), sessionCookie)?.value ?? 'none';
    expect(system.logLines.join('')).not.toContain(value);
  });
});

it('is not offered where the public URL is http', async () => {
  const system = await TestSystem.start();
  try {
    const browser = new DeviceBrowser(await system.signedIn(alice));
    expect(await browser.offered()).toBeUndefined();
    expect((await browser.register('x')).status).toBe(401);
  } finally {
    await system.close();
  }
});
