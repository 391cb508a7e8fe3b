import { contosoTenantId } from '../../sandbox/src/index.js';
import { KeyValueStore } from '../../src/redis/index.js';
import { tokensPartitionKey } from '../../src/session/index.js';
import { ask, errorOf, parametersOf, send, stateOf, type Prompt } from '../support/prompts.js';
import { isSignedIn, jsonOf, locationOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const bilal = 'b11a1002-0002-4c0a-8a02-c0a505010002';
const dora = 'd02a0004-0004-4c0a-8a04-c0a505010004';
const sessionCookie = '__Host-Http-session';

/** Consent and step-up (docs/api.md). */
describe('interactions', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  const idOf = async (browser: UserAgent): Promise<string> =>
    jsonOf<{ session: { id: string } }>(await browser.xhr('GET', '/auth/session')).session.id;

  describe('are requested', () => {
    it('by a feature that lacks a permission, which reports it to generic clients as well', async () => {
      const browser = await system.signedIn(alice);
      const refused = await send(browser);

      expect(refused.status).toBe(403);
      expect(jsonOf(refused)).toMatchObject({
        code: 'consent_required',
        permissions: ['mail.send'],
        scopes: ['Mail.Send'],
        interactionUrl: expect.stringMatching(/^\/auth\/interactions\/[\w-]{43}$/),
        expiresAt: expect.any(String),
      });
      expect(refused.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="Mail.Send"');
    });

    it('in advance by the app, with the way back', async () => {
      const browser = await system.signedIn(alice);
      expect(await stateOf(browser)).toBe('consent_required');
      const answer = await browser.xhr('POST', '/auth/interactions', {
        permissions: ['mail.send'],
        returnTo: '/compose',
      });
      const { interactionUrl } = jsonOf<Prompt>(answer);

      expect(answer.status).toBe(201);
      const landed = await system.walk(browser, await browser.navigate(interactionUrl), alice);
      expect(landed.url.pathname).toBe('/compose');
      expect(await stateOf(browser)).toBe('granted');
      expect(await stateOf(browser, 'mail.write')).toBe('consent_required');
    });

    it.each([
      [{ permissions: ['no.such'] }, 'invalid_request'],
      [{ permissions: [] }, 'invalid_request'],
      [{ permissions: 'mail.send' }, 'invalid_request'],
      [{ permissions: ['mail.send'], scopes: ['Directory.ReadWrite.All'] }, 'invalid_request'],
      [{ permissions: ['mail.send'], returnTo: '//evil.example' }, 'invalid_return_url'],
      [{ permissions: ['mail.send'], returnTo: 'https://evil.example' }, 'invalid_return_url'],
      [{}, 'invalid_request'],
      [null, 'invalid_request'],
    ])('not by %j: %s', async (body, code) => {
      const answer = await (await system.signedIn(alice)).xhr('POST', '/auth/interactions', body);

      expect([answer.status, jsonOf(answer)['code']]).toEqual([400, code]);
    });

    it('not without a session', async () => {
      expect((await system.browser().xhr('POST', '/auth/interactions', { permissions: ['mail.send'] })).status).toBe(
        401,
      );
    });

    it('again within a minute with repeated: true, so that no client loops', async () => {
      const browser = await system.signedIn(alice);
      const [first, second] = [jsonOf<Prompt>(await send(browser)), jsonOf<Prompt>(await send(browser))];
      await system.advance(61_000);
      const third = jsonOf<Prompt>(await send(browser));

      expect([first, second, third].map(({ repeated }) => repeated)).toEqual([undefined, true, undefined]);
      expect(second.interactionUrl).not.toBe(first.interactionUrl);
    });
  });

  describe('lead to Entra', () => {
    it('with the union of scopes, for this user, and with nothing that the address adds', async () => {
      const browser = await system.signedIn(alice);
      const { interactionUrl } = await ask(browser);
      const parameters = parametersOf(
        await browser.hop(`${interactionUrl}?scope=Mail.ReadWrite&claims=%7B%7D&prompt=none&returnTo=/c`),
      );

      expect(parameters).toMatchObject({
        scope: 'openid profile offline_access Mail.Read Mail.Send User.Read',
        login_hint: expect.stringMatching(/^O\./),
        domain_hint: 'organizations',
        claims: '{"access_token":{"xms_cc":{"values":["CP1"]}}}',
      });
      expect(parameters).not.toHaveProperty('prompt');
    });

    it('once, from the session that asked, within ten minutes', async () => {
      const [browser, other] = [await system.signedIn(alice), await system.signedIn(bilal)];
      const [used, foreign, stranger, old] = [
        await ask(browser),
        await ask(browser),
        await ask(browser),
        await ask(browser),
      ];

      expect((await browser.hop(used.interactionUrl)).status).toBe(302);
      for (const [who, { interactionUrl }] of [
        [browser, used],
        [other, foreign],
        [system.browser(), stranger],
      ] as const) {
        const answer = await who.hop(interactionUrl);
        expect([answer.status, locationOf(answer)]).toEqual([
          303,
          expect.stringMatching(/^\/\?auth_error=interaction_expired&ref=/),
        ]);
      }
      // Another user's attempt finds nothing and consumes nothing.
      expect((await browser.hop(foreign.interactionUrl)).status).toBe(302);
      await system.advance(600_001);
      expect(locationOf(await browser.hop(old.interactionUrl))).toContain('interaction_expired');
      expect(Date.parse(old.expiresAt)).toBeLessThanOrEqual(Date.now() + 600_000 + 1_300_000);
    });

    it('not with an invalid way back, which does not consume the ticket', async () => {
      const browser = await system.signedIn(alice);
      const { interactionUrl } = await ask(browser);

      for (const query of ['returnTo=//evil.example', 'returnTo=/a&returnTo=/b', 'returnTo=']) {
        const answer = await browser.hop(`${interactionUrl}?${query}`);
        expect([answer.status, jsonOf(answer)['code']]).toEqual([400, 'invalid_return_url']);
      }
      expect((await browser.hop(interactionUrl)).status).toBe(302);
    });
  });

  describe('of consent', () => {
    it('send the new code to Entra, keep the session under a new cookie, and the old permissions', async () => {
      const browser = await system.signedIn(alice);
      const [id, old] = [await idOf(browser), browser.cookies.get(new URL(system.origin), sessionCookie)?.value ?? ''];
      system.sandbox.control.clearRequests();
      await system.walk(browser, await browser.navigate((await ask(browser)).interactionUrl), alice);

      expect(system.sandbox.control.requests({ point: 'token', grantType: 'authorization_code' })).toHaveLength(1);
      expect((await send(browser)).status).toBe(202);
      expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
      expect(system.sandbox.control.counters()['token:refresh_token'] ?? 0).toBeLessThanOrEqual(2);
      expect(await idOf(browser)).toBe(id);
      const thief = system.browser();
      thief.cookies.set(new URL(system.origin), sessionCookie, old);
      expect(await isSignedIn(thief)).toBe(false);
    });

    it('that is declined change nothing', async () => {
      const browser = await system.signedIn(alice);
      const landed = await system.walk(
        browser,
        await browser.navigate((await ask(browser)).interactionUrl),
        alice,
        'cancel',
      );

      expect(errorOf(landed)).toBe('access_denied');
      expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
      expect(jsonOf(await send(browser))['code']).toBe('consent_required');
    });

    it('that return as another user are account_mismatch: the session stays, nothing of the other is stored', async () => {
      const browser = await system.signedIn(alice);
      const { interactionUrl } = await ask(browser);
      system.sandbox.control.answerNextAs(dora);
      const landed = await system.walk(browser, await browser.navigate(interactionUrl), alice);

      expect(errorOf(landed)).toBe('account_mismatch');
      expect(jsonOf(await browser.xhr('GET', '/api/me'))).toMatchObject({ displayName: 'Alice Moreau' });
      const stray = await system.tagOf(`${dora}.${contosoTenantId}`);
      expect(await system.app.get(KeyValueStore).read(tokensPartitionKey(stray))).toBeNull();
    });

    it('that return as another user who is signed in elsewhere take nothing from them', async () => {
      const other = await system.signedIn(bilal);
      const browser = await system.signedIn(alice);
      system.sandbox.control.answerNextAs(bilal);
      await system.walk(browser, await browser.navigate((await ask(browser)).interactionUrl), alice);

      expect((await other.xhr('GET', '/api/me')).status).toBe(200);
      expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
    });

    it('continue in two tabs that request the same', async () => {
      const browser = await system.signedIn(alice);
      const [one, two] = [await ask(browser, ['mail.send'], '/one'), await ask(browser, ['mail.send'], '/two')];
      const [first, second] = [
        await system.callbackFor(browser, one.interactionUrl, alice),
        await system.callbackFor(browser, two.interactionUrl, alice),
      ];

      expect(locationOf(await browser.hopFromElsewhere(first.href))).toBe('/one');
      expect(locationOf(await browser.hopFromElsewhere(second.href))).toBe('/two');
      expect((await send(browser)).status).toBe(202);
    });

    it('that return after the user has signed out do not sign them in again', async () => {
      const browser = await system.signedIn(alice);
      const callback = await system.callbackFor(browser, (await ask(browser)).interactionUrl, alice);
      await browser.xhr('POST', '/auth/logout', { everywhere: true });
      const answer = await browser.hopFromElsewhere(callback.href);

      expect(locationOf(answer)).toContain('auth_error=interaction_expired');
      expect(await isSignedIn(browser)).toBe(false);
      const aliceId = 'a11ce001-0001-4c0a-8a01-c0a505010001.c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
      const own = await system.tagOf(aliceId);
      expect(await system.app.get(KeyValueStore).read(tokensPartitionKey(own))).toBeNull();
    });
  });

  describe('of step-up', () => {
    it('carry the claims of the challenge once', async () => {
      const browser = await system.signedIn(alice);
      await system.advance(2_000);
      system.sandbox.control.revokeAccessTokens(alice, 'step_up');
      const refused = await browser.xhr('GET', '/api/me');
      const prompt = jsonOf<Prompt>(refused);

      expect([refused.status, prompt.code, prompt.permissions]).toEqual([403, 'step_up_required', undefined]);
      const callback = await system.callbackFor(browser, prompt.interactionUrl, alice);
      const sent = browser.transcript.findLast(({ url }) => url.pathname.startsWith('/auth/interactions/')) as Answer;
      expect(parametersOf(sent)['claims']).toContain('acrs');
      await browser.hopFromElsewhere(callback.href);

      expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
      expect(parametersOf(await browser.hop((await ask(browser)).interactionUrl))['claims']).not.toContain('acrs');
    });

    it('require a second factor where Entra requires one', async () => {
      const browser = await system.signedIn(alice);
      system.sandbox.control.grantConsent(alice, ['Mail.Send']);
      system.sandbox.control.requireMfa({ user: alice, scope: 'Mail.Send' });
      const prompt = jsonOf<Prompt>(await send(browser));

      expect(prompt.code).toBe('step_up_required');
      const landed = await system.walk(
        browser,
        await browser.navigate(`${prompt.interactionUrl}?returnTo=/compose`),
        alice,
      );
      expect(landed.url.pathname).toBe('/compose');
      expect((await send(browser)).status).toBe(202);
    });
  });
});
