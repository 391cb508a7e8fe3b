import { randomBytes } from 'node:crypto';

import { freePort } from '../support/free-port.js';
import { eventually } from '../support/eventually.js';
import { Replica, Replicas } from '../support/replicas.js';
import { settingsFor } from '../support/test-environment.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';
const refresh = { point: 'token', match: { grant_type: 'refresh_token' } } as const;
const oldKey = `old:${randomBytes(32).toString('base64url')}`;

/** The meaning of the token endpoint's and Graph's responses for the user; two replicas, one Redis. */
describe('tokens', () => {
  let system: Replicas;
  let a: Replica;
  let b: Replica;

  beforeAll(async () => {
    system = await Replicas.start(2, { ENCRYPTION_KEYS: oldKey });
    [a, b] = system.all;
  }, 60_000);
  afterAll(() => system.close());
  beforeEach(async () => {
    control().reset();
    await system.redis.command('FLUSHALL');
  });

  const control = () => system.sandbox.control;
  const refreshes = () => control().requests({ point: 'token', grantType: 'refresh_token' });
  const me = (browser: UserAgent, replica = a) => browser.xhr('GET', replica.at('/api/me'));
  const codeOf = (answer: Answer): unknown => (answer.status === 200 ? 200 : jsonOf(answer)['code']);
  const isSignedIn = async (browser: UserAgent, replica: Replica): Promise<unknown> =>
    jsonOf(await browser.xhr('GET', replica.at('/auth/session')))['authenticated'];

  /** A browser whose access token lives that long; the next one lives for an hour. */
  const signedInFor = async (accessTokenSeconds: number, user = alice): Promise<UserAgent> => {
    control().setLifetimes({ accessTokenSeconds });
    const browser = await system.signedIn(user);
    control().setLifetimes({ accessTokenSeconds: 3600 });
    control().clearRequests();
    return browser;
  };

  describe('that have expired', () => {
    it.each([
      ['a status of 500', { kind: 'respond', status: 500, body: 'oops' }],
      ['a status of 503 in the form of OAuth', { kind: 'respond', status: 503, body: '{"error":"invalid_grant"}' }],
      ['a status of 429', { kind: 'respond', status: 429, body: '{"error":"temporarily_unavailable"}' }],
      ['an answer that is not JSON', { kind: 'respond', status: 400, body: '<html>' }],
      ['an empty success', { kind: 'respond', status: 200, body: '{}' }],
      ['a lost connection', { kind: 'reset', when: 'before' }],
      ['a connection lost after the work', { kind: 'reset', when: 'after' }],
      ['a refusal without a reason', { kind: 'oauth_error', error: 'temporarily_unavailable', code: 90033 }],
    ] as const)('end no session by %s', async (_, action) => {
      const browser = await signedInFor(30);
      control().addFault({ ...refresh, action });

      const answers = [await me(browser, a), await me(browser, b)];

      expect(answers.map(codeOf)).toEqual(['identity_provider_unavailable', 'identity_provider_unavailable']);
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      expect(answers[0]?.headers.get('retry-after')).not.toBeNull();
      expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([]);
      expect([await isSignedIn(browser, a), await isSignedIn(browser, b)]).toEqual([true, true]);

      control().clearFaults();
      await eventually(async () => {
        expect(codeOf(await me(browser, b))).toBe(200);
      });
      expect(codeOf(await me(browser, a))).toBe(200);
    });

    it('do not make replicas queue at an endpoint that sends Retry-After', async () => {
      const browser = await signedInFor(30);
      const headers = { 'retry-after': '20' };
      control().addFault({ ...refresh, action: { kind: 'respond', status: 503, headers } });

      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => me(browser, index % 2 === 0 ? a : b)));

      expect(new Set(answers.map(codeOf))).toEqual(new Set(['identity_provider_unavailable']));
      expect(answers[0]?.headers.get('retry-after')).toBe('20');
      expect(refreshes()).toHaveLength(1);
    });
  });

  describe('that Entra refuses', () => {
    const claims = '{"access_token":{"capolids":{"essential":true,"values":["c1"]}}}';
    type Refusal = { error?: string; code?: number; suberror?: string; claims?: string };

    it.each<[Refusal, number, string]>([
      [{ code: 50057 }, 401, 'login_required'],
      [{ code: 70008 }, 401, 'login_required'],
      [{ code: 700082, suberror: 'token_expired' }, 401, 'login_required'],
      [{ suberror: 'bad_token' }, 401, 'login_required'],
      [{}, 503, 'identity_provider_unavailable'],
      [{ code: 7654321 }, 503, 'identity_provider_unavailable'],
      [{ code: 50196 }, 503, 'identity_provider_unavailable'],
      [{ error: 'invalid_client', code: 7000222 }, 503, 'identity_provider_unavailable'],
      [{ code: 70000 }, 403, 'consent_required'],
      [{ code: 65001 }, 403, 'consent_required'],
      [{ code: 90094 }, 403, 'admin_consent_required'],
      [{ code: 50076, suberror: 'basic_action' }, 403, 'step_up_required'],
      [{ code: 53003, claims }, 403, 'step_up_required'],
      [{ code: 53003 }, 403, 'forbidden'],
    ])('with %j are %d %s, and only a definite refusal ends sessions', async (refusal, status, code) => {
      const browser = await signedInFor(30);
      control().addFault({ ...refresh, action: { kind: 'oauth_error', error: 'invalid_grant', ...refusal } });

      const answers = [await me(browser, a), await me(browser, b)];

      expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
        [status, code],
        [status, code],
      ]);
      expect(answers.map(({ headers }) => headers.has('retry-after'))).toEqual([status === 503, status === 503]);
      expect(await isSignedIn(browser, b)).toBe(status !== 401);
    });

    it.each([
      ['codes as text', { error: 'invalid_grant', error_codes: ['65001'] }],
      ['a number in small letters', { error: 'invalid_grant', error_description: 'aadsts65001 Not consented.' }],
      ['a suberror alone', { error: 'invalid_grant', suberror: 'consent_required' }],
    ])('are read in this layout too: %s', async (_form, body) => {
      const browser = await signedInFor(30);
      control().answerWith({ where: 'token', times: 1, answer: { status: 400, body } });
      expect(codeOf(await me(browser, a))).toBe('consent_required');
    });

    it('with an unknown number are logged as errors', async () => {
      const browser = await signedInFor(30);
      control().addFault({ ...refresh, action: { kind: 'oauth_error', error: 'invalid_grant', code: 7654321 } });
      await me(browser, a);
      await eventually(() => {
        expect(system.logLines.join('')).toContain('a number that nobody here knows');
      });
    });

    it('for one permission do not affect the others in the list of permissions', async () => {
      const browser = await signedInFor(3600);
      const match = { ...refresh.match, scope: '*Mail.Send*' };
      control().addFault({
        point: 'token',
        match,
        action: { kind: 'oauth_error', error: 'invalid_client', code: 7654321 },
      });
      const list = await browser.xhr('GET', a.at('/auth/permissions'));
      const { permissions } = jsonOf<{ permissions: { name: string; state: string }[] }>(list);
      expect(permissions.filter(({ state }) => state === 'granted').map(({ name }) => name)).toEqual([
        'profile.read',
        'mail.read',
      ]);
      expect(permissions.find(({ name }) => name === 'mail.send')?.state).toBe('consent_required');
    });
  });

  describe('of another user', () => {
    const names = ['tokens_of_other_user', 'client_info_other_user', 'other_oid', 'other_tid', 'other_sub'];
    const dora = 'dora@contoso.example';
    const stranger = (name: string) => {
      control().addFault({ ...refresh, action: { kind: 'defect', name } });
    };
    const expectEnd = async (browser: UserAgent): Promise<void> => {
      await eventually(async () => {
        expect([await isSignedIn(browser, a), await isSignedIn(browser, b)]).toEqual([false, false]);
      });
      expect(await system.redis.keys('bff:tokens:*:partition')).toEqual([]);
      expect(system.logLines.join('')).toContain('"audit":"tokens_of_another_user"');
    };
    const graphCalls = () => control().requests({ point: 'graph' }).length;

    it.each(names)('(%s) are not used when the user’s have expired, and the session ends', async (name) => {
      const browser = await signedInFor(30);
      stranger(name);

      expect([codeOf(await me(browser, a)), graphCalls()]).toEqual(['login_required', 0]);
      await expectEnd(browser);
    });

    it.each(names)('(%s) are not used when Graph challenges', async (name) => {
      const browser = await signedInFor(3600);
      control().revokeAccessTokens(alice, 'refresh');
      stranger(name);

      expect([codeOf(await me(browser, a)), graphCalls()]).toEqual(['login_required', 1]);
      await expectEnd(browser);
    });

    /** A forced and an early refresh have a pause, for each user and replica. */
    const onceForEach = [
      ['tokens_of_other_user', () => a],
      ['client_info_other_user', () => b],
    ] as const;

    it.each(onceForEach)('(%s) are not used when Graph refuses without a challenge', async (name, replica) => {
      const browser = await signedInFor(3600, dora);
      const body = '{"error":{"code":"InvalidAuthenticationToken"}}';
      control().addFault({ point: 'graph', times: 1, action: { kind: 'respond', status: 401, body } });
      stranger(name);

      expect([codeOf(await me(browser, replica())), graphCalls()]).toEqual(['login_required', 1]);
      await expectEnd(browser);
    });

    it.each(onceForEach)('(%s) are not used by an early refresh', async (name, replica) => {
      const browser = await signedInFor(200, dora);
      stranger(name);

      expect(codeOf(await me(browser, replica()))).toBe(200);
      await expectEnd(browser);
    });
  });

  describe('that expire soon', () => {
    it('are served while Entra hangs, without a wait', async () => {
      const browser = await signedInFor(200);
      control().addFault({ ...refresh, action: { kind: 'hang' } });

      const started = Date.now();
      const answers = [await me(browser, a), await me(browser, b), await me(browser, a)];

      expect(answers.map(codeOf)).toEqual([200, 200, 200]);
      // Far less than the time of a request's wait for Entra.
      expect(Date.now() - started).toBeLessThan(8_000);
      expect(refreshes()).toHaveLength(1);
    });

    it('are renewed once, in the background, over all replicas', async () => {
      // Not a user whose early renewal has just failed: there is a pause after that.
      const browser = await signedInFor(200, 'carla@contoso.example');
      control().addFault({ ...refresh, times: 1, action: { kind: 'gate', name: 'early' } });

      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => me(browser, index % 2 === 0 ? a : b)));
      expect(answers.map(codeOf)).toEqual(answers.map(() => 200));
      await control().gate('early').waiting(1);
      control().gate('early').open();

      await eventually(async () => {
        expect([codeOf(await me(browser, a)), codeOf(await me(browser, b))]).toEqual([200, 200]);
        const bearers = control().requests({ point: 'graph' }).slice(-2);
        expect(new Set(bearers.map(({ headers }) => headers['authorization'])).size).toBe(1);
      });
      expect(refreshes()).toHaveLength(1);
    });
  });

  describe('that Graph challenges', () => {
    const claimsSent = () => refreshes().filter(({ form }) => form?.['claims']?.includes('nbf') === true);

    it('are renewed silently with the claims, once, which do not stick', async () => {
      const browser = await signedInFor(3600);
      control().revokeAccessTokens(alice, 'refresh');

      expect(codeOf(await me(browser, a))).toBe(200);
      expect([refreshes().length, claimsSent().length]).toEqual([1, 1]);
      expect([codeOf(await me(browser, a)), codeOf(await me(browser, b))]).toEqual([200, 200]);
      expect(refreshes()).toHaveLength(1);
    });

    it('require a step-up when a silent request does not help, and never again after it', async () => {
      const browser = await signedInFor(3600);
      control().revokeAccessTokens(alice, 'step_up');

      const refused = await me(browser, a);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'step_up_required']);
      expect([await isSignedIn(browser, a), await isSignedIn(browser, b)]).toEqual([true, true]);

      control().advance(2_000);
      const { interactionUrl } = jsonOf<{ interactionUrl: string }>(refused);
      await system.walk(browser, await browser.navigate(interactionUrl), alice);
      control().clearRequests();

      expect([codeOf(await me(browser, a)), codeOf(await me(browser, b))]).toEqual([200, 200]);
      expect(refreshes()).toHaveLength(0);
    });

    it('end the sessions when Entra responds to the challenge that the grant is revoked', async () => {
      const browser = await signedInFor(3600);
      control().revokeAccessTokens(alice, 'reauthenticate');

      const refused = await me(browser, a);
      expect([refused.status, codeOf(refused)]).toEqual([401, 'login_required']);
      expect([await isSignedIn(browser, a), await isSignedIn(browser, b)]).toEqual([false, false]);
    });

    it('are challenged by the token endpoint as well, and the session stays', async () => {
      const browser = await signedInFor(30);
      control().requireMfa({ user: alice });

      const refused = await me(browser, b);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'step_up_required']);

      const { interactionUrl } = jsonOf<{ interactionUrl: string }>(refused);
      await system.walk(browser, await browser.navigate(interactionUrl), alice);
      expect([codeOf(await me(browser, a)), codeOf(await me(browser, b))]).toEqual([200, 200]);
    });
  });

  describe('that Graph refuses without a challenge', () => {
    const refusal = { kind: 'respond', status: 401, body: '{"error":{"code":"InvalidAuthenticationToken"}}' } as const;

    it('are replaced by one forced refresh, and the user notices nothing', async () => {
      const browser = await signedInFor(3600, 'carla@contoso.example');
      control().addFault({ point: 'graph', times: 1, action: refusal });

      expect(codeOf(await me(browser, a))).toBe(200);
      expect([codeOf(await me(browser, a)), codeOf(await me(browser, b))]).toEqual([200, 200]);

      expect(refreshes()).toHaveLength(1);
      const bearers = control()
        .requests({ point: 'graph' })
        .map(({ headers }) => headers['authorization']);
      expect(bearers).toHaveLength(4);
      expect(new Set(bearers.slice(1))).toEqual(new Set([bearers[3]]));
      expect(bearers[0]).not.toBe(bearers[1]);
    });

    it('are not the reason when the next one is refused as well: Entra is not asked, and the session stays', async () => {
      const browser = await signedInFor(3600, bilal);
      control().addFault({ point: 'graph', action: refusal });

      const answers = [await me(browser), await me(browser), await me(browser)];

      expect(answers.map(codeOf)).toEqual(['graph_error', 'graph_error', 'graph_error']);
      expect(refreshes()).toHaveLength(1);
      expect(await isSignedIn(browser, a)).toBe(true);
    });
  });

  describe('in Redis', () => {
    it('of another user are never used, whatever process wrote them', async () => {
      const [ofAlice, ofBilal] = [await signedInFor(3600), await signedInFor(3600, bilal)];
      const [first = '', second = ''] = await system.redis.keys('bff:tokens:*:partition');
      await system.redis.command('COPY', first, 'other');
      await system.redis.command('COPY', second, first, 'REPLACE');
      await system.redis.command('COPY', 'other', second, 'REPLACE');

      const answers = [await me(ofAlice, a), await me(ofBilal, b), await me(ofAlice, b)];

      expect(answers.map(codeOf)).toEqual(['login_required', 'login_required', 'login_required']);
      await eventually(() => {
        expect(system.logLines.join('').includes('stored value cannot be decrypted; treated as absent')).toBe(true);
      });
    });

    it('sign nobody out when the encryption keys rotate', async () => {
      const browser = await signedInFor(30);
      const newKey = `new:${randomBytes(32).toString('base64url')}`;
      const rotated = new Replica(await freePort(), {
        ...settingsFor(system.sandbox, system.origin),
        REDIS_URL: system.redis.url,
        ENCRYPTION_KEYS: `${newKey},${oldKey}`,
      });
      await rotated.up();
      try {
        expect([codeOf(await me(browser, rotated)), codeOf(await me(browser, rotated))]).toEqual([200, 200]);
        expect(refreshes()).toHaveLength(1);
        expect(await isSignedIn(browser, a)).toBe(true);
      } finally {
        await rotated.stop();
      }
    });
  });
});
