import { setTimeout as pause } from 'node:timers/promises';

import { challengeOf, codeOf, DeviceBrowser, secureOrigin, sessionCookie } from '../support/device-browser.js';
import { DeviceKey } from '../support/device-key.js';
import { EventReader } from '../support/event-reader.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, jsonOf, type Answer } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const proofMs = 300_000;

/** docs/device-binding.md, on two replicas: refreshes, their races and failures, and the attack. */
describe('proving the device again', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair({ PUBLIC_URL: secureOrigin });
  });

  beforeEach(() => {
    system.reset();
  });

  afterAll(() => system.close());

  const bound = (): Promise<DeviceBrowser> => DeviceBrowser.bound(system, alice);
  const livesOn = async (browser: DeviceBrowser): Promise<boolean> => {
    const answer = await browser.renew();
    return answer.status === 200 && (await isSignedIn(browser.agent)) === true;
  };
  const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status);

  it('costs one round trip: the response has the cookie and the next challenge', async () => {
    const browser = await bound();
    for (let each = 0; each < 4; each++) {
      await system.advance(proofMs);
      const { challenge } = browser;
      browser.forgetDeviceCookie();
      expect((await browser.session()).status).toBe(401);

      const answer = await browser.refresh();
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-device=[\w-]+; Max-Age=300; /);
      expect(challengeOf(answer.headers)).not.toBe(challenge);
      expect(jsonOf(answer)['session_identifier']).toBe(browser.id);
      expect(await isSignedIn(browser.agent)).toBe(true);
    }
  });

  it('requests a challenge first where the browser has none, and repeats it until it is answered', async () => {
    const browser = await bound();
    const asked = [await browser.refresh({ proof: null }), await browser.refresh({ proof: null })];
    const challenges = asked.map(({ headers }) => challengeOf(headers));

    expect(statuses(asked)).toEqual([403, 403]);
    expect(challenges[0]).toBeDefined();
    expect(challenges[1]).toBe(challenges[0]);
    expect(asked[0]?.headers.getSetCookie()).toEqual([]);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('accepts the previous challenge as well, and then no older one', async () => {
    const browser = await bound();
    const before = browser.challenge;
    await browser.refresh();
    expect((await browser.refresh({ proof: browser.key.proof(before) })).status).toBe(200);
    await browser.refresh();

    const old = await browser.refresh({ proof: browser.key.proof(before) });
    expect(old.status).toBe(403);
    expect(challengeOf(old.headers)).toBeDefined();
    expect((await browser.refresh()).status).toBe(200);
  });

  it('continues when a response was lost, at once and much later', async () => {
    const browser = await bound();
    const lost = browser.challenge;
    await browser.refresh();
    browser.challenge = lost;
    expect((await browser.renew()).status).toBe(200);

    browser.challenge = lost;
    await system.advance(proofMs);
    expect((await browser.refresh()).status).toBe(403);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('accepts the same proof again within seconds, and later only requests another', async () => {
    const browser = await bound();
    const proof = browser.key.proof(browser.challenge);
    expect(statuses([await browser.refresh({ proof }), await browser.refresh({ proof })])).toEqual([200, 200]);
    await system.advance(30_000);

    expect((await browser.refresh({ proof })).status).toBe(403);
    expect(await livesOn(browser)).toBe(true);
  });

  it('succeeds for all of twenty that arrive at once, at both replicas, and the last challenge counts', async () => {
    const browser = await bound();
    const proof = browser.key.proof(browser.challenge);
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.refresh({ proof })));

    expect(statuses(answers)).toEqual(Array<number>(20).fill(200));
    expect(new Set(answers.map(({ headers }) => challengeOf(headers))).size).toBe(1);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('wakes a browser that slept for hours with one more round trip', async () => {
    const browser = await bound();
    await system.advance(proofMs + 130_000);

    expect((await browser.refresh()).status).toBe(403);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('accepts names and proofs quoted as well as raw, and ignores why a browser skipped it before', async () => {
    const browser = await bound();
    const proof = `"${browser.key.proof(browser.challenge, { claims: { aud: 'x', iat: 1 } })}"`;
    const headers = { 'secure-session-skipped': 'quota_exceeded;session_identifier="x"' };

    expect((await browser.refresh({ id: `"${browser.id}"`, proof, headers })).status).toBe(200);
    browser.forgetDeviceCookie();
    const skipped = await browser.agent.xhr('GET', '/auth/session', undefined, headers);
    expect([skipped.status, codeOf(skipped)]).toEqual([401, 'device_proof_required']);
    expect(await livesOn(browser)).toBe(true);
  });

  it.each<[string, (browser: DeviceBrowser) => Promise<Answer>]>([
    ['another binding’s name', (browser) => browser.refresh({ id: 'another' })],
    ['no name', (browser) => browser.refresh({ id: '' })],
  ])('is refused with %s; nothing changes and no challenge is issued', async (_what, ask) => {
    const browser = await bound();
    const answer = await ask(browser);

    expect([answer.status, codeOf(answer)]).toEqual([401, 'device_proof_required']);
    expect(answer.headers.has('secure-session-challenge')).toBe(false);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('is refused without a session, and for a session that is unbound', async () => {
    const browser = await bound();
    const stranger = await system.browser().background('/auth/device/refresh', { 'sec-secure-session-id': browser.id });
    const other = await (
      await system.signedIn(alice)
    ).background('/auth/device/refresh', {
      'sec-secure-session-id': browser.id,
      'secure-session-response': browser.key.proof(browser.challenge),
    });

    expect(statuses([stranger, other])).toEqual([401, 401]);
    expect([stranger, other].some(({ headers }) => headers.has('secure-session-challenge'))).toBe(false);
    expect((await browser.refresh()).status).toBe(200);
  });

  it('is deferred when a consent has renewed the session while the browser signed, and continues with its new cookie', async () => {
    const browser = await bound();
    const { agent } = browser;
    const url = new URL(secureOrigin);
    const old = agent.cookies.get(url, sessionCookie)?.value ?? '';
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(
      await agent.xhr('POST', '/auth/interactions', { permissions: ['mail.send'] }),
    );
    await system.walk(agent, await agent.navigate(interactionUrl), alice);
    const renewed = agent.cookies.get(url, sessionCookie)?.value ?? '';

    // After a 4xx but 403 the browser would drop its binding, and the session is useless without it.
    agent.cookies.set(url, sessionCookie, old);
    const late = await browser.refresh();
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '1']);
    expect([late.headers.has('secure-session-challenge'), late.headers.getSetCookie()]).toEqual([false, []]);
    expect((await browser.refresh({ id: 'another' })).status).toBe(401);

    agent.cookies.set(url, sessionCookie, renewed);
    expect(await livesOn(browser)).toBe(true);
  });

  it('is refused from another origin, without a challenge', async () => {
    const browser = await bound();
    const answer = await browser.refresh({ proof: null, headers: { origin: 'https://evil.example' } });

    expect([answer.status, codeOf(answer)]).toEqual([403, 'csrf_rejected']);
    expect(answer.headers.has('secure-session-challenge')).toBe(false);
  });

  it.each<[string, (key: DeviceKey, challenge: string | undefined) => string]>([
    ['no JWT', () => 'garbage'],
    ['another type', (key, challenge) => key.proof(challenge, { header: { typ: 'jwt' } })],
    ['a critical header', (key, challenge) => key.proof(challenge, { header: { crit: ['exp'] } })],
    ['no challenge', (key) => key.proof(undefined)],
    ['a challenge that is a number', (key) => key.proof(undefined, { claims: { jti: 5 } })],
  ])('is refused when the proof is %s; the session stays', async (_what, make) => {
    const browser = await bound();
    const answer = await browser.refresh({ proof: make(browser.key, browser.challenge) });

    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
    expect(answer.headers.has('secure-session-challenge')).toBe(false);
    expect(await livesOn(browser)).toBe(true);
  });

  it.each<[string, (own: DeviceKey, challenge: string | undefined) => string]>([
    ['by another key', (_own, challenge) => new DeviceKey().proof(challenge)],
    ['by another key that it brings', (_own, challenge) => new DeviceKey().registration(challenge)],
    ['over an old challenge, by another key', () => new DeviceKey().proof('old')],
    ['with another algorithm', (own, challenge) => own.proof(challenge, { header: { alg: 'RS256' } })],
    [
      'without a signature',
      (own, challenge) => own.proof(challenge, { header: { alg: 'none' } }).replace(/[^.]*$/, ''),
    ],
    ['and then changed', (own, challenge) => own.proof(challenge).replace(/.{8}$/, 'AAAAAAAA')],
    [
      'by the right key for a stranger’s key',
      (own, challenge) => own.proof(challenge, { header: { jwk: new DeviceKey().jwk } }),
    ],
  ])('ends the session when the proof is signed %s: that is an attack', async (_what, make) => {
    const [browser, bystander] = [await bound(), await bound()];
    const tab = await EventReader.open(browser.agent, `${secureOrigin}/auth/events`);
    await tab.until(': open');
    const answer = await browser.refresh({ proof: make(browser.key, browser.challenge) });

    expect([answer.status, codeOf(answer)]).toEqual([401, 'login_required']);
    expect(answer.headers.has('secure-session-challenge')).toBe(false);
    await tab.until('"reason":"device_proof_refused"');
    await tab.untilEnd();
    expect(await isSignedIn(browser.agent)).toBe(false);
    // The user's other devices are not affected.
    expect(await isSignedIn(bystander.agent)).toBe(true);
    await system.settled();
    const line = system.logLines.findLast((each) => each.includes('"audit":"device_proof_refused"')) ?? '';
    expect(line).toContain('session_ended');
    expect(line).not.toContain(browser.agent.cookies.get(new URL(secureOrigin), sessionCookie)?.value);
  });

  it('does not use the session: the idle limit continues', async () => {
    const browser = await bound();
    const idleEnd = async (): Promise<string> =>
      jsonOf<{ session: { idleExpiresAt: string } }>(await browser.session()).session.idleExpiresAt;
    const before = await idleEnd();
    for (let each = 0; each < 3; each++) {
      await system.advance(proofMs);
      await browser.renew();
    }

    expect(await idleEnd()).toBe(before);
    await system.advance(3_600_000 - 3 * proofMs);
    expect((await browser.refresh()).status).toBe(401);
    expect(await isSignedIn(browser.agent)).toBe(false);
  });

  it('is retried by the browser when Redis is unavailable, and signs nobody out', async () => {
    const browser = await bound();
    system.redis.freeze();
    try {
      const answers = [await browser.refresh(), await browser.refresh({ proof: null }), await browser.register('x')];
      expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
        Array(3).fill([503, 'session_store_unavailable']),
      );
      expect(answers[0]?.headers.has('retry-after')).toBe(true);
    } finally {
      system.redis.thaw();
    }
    for (let tries = 0; tries < 200 && (await browser.session()).status === 503; tries++) {
      await pause(50);
    }
    expect(await livesOn(browser)).toBe(true);
  });

  it('is limited: a session that proves itself without end waits', async () => {
    const browser = await bound();
    const answers: Answer[] = [];
    for (let each = 0; each < 121 * system.endpoints.length; each++) {
      answers.push(await browser.refresh({ proof: null }));
    }
    const throttled = answers.find(({ status }) => status === 429);

    expect(throttled?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(answers.filter(({ status }) => status === 403).length).toBeGreaterThan(100);
    expect(await isSignedIn(browser.agent)).toBe(true);
  });
});
