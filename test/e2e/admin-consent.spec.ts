import { contosoTenantId } from '../../sandbox/src/index.js';
import { EventReader } from '../support/event-reader.js';
import { ask, errorOf, parametersOf, send, stateOf, type Prompt } from '../support/prompts.js';
import { clientId } from '../support/test-environment.js';
import { jsonOf, locationOf, type UserAgent } from '../support/user-agent.js';
import { withPair } from '../support/with-pair.js';
import type { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const bilal = 'b11a1002-0002-4c0a-8a02-c0a505010002';
const carla = 'carla@contoso.example';
const pia = 'pia@outlook.example';

/** Interactions of admin consent (docs/errors.md). */
describe('interactions', () => {
  let system: TestSystem;

  withPair((pair) => {
    system = pair;
  });

  describe('for admin consent', () => {
    beforeEach(() => system.restart({}));

    async function waitingForAdmin(): Promise<UserAgent> {
      const browser = await system.signedIn(alice);
      system.sandbox.control.setUsersMayConsent('contoso.example', false);
      const landed = await system.walk(browser, await browser.navigate((await ask(browser)).interactionUrl), alice);
      expect(errorOf(landed)).toBe('admin_consent_required');
      return browser;
    }

    it('are stored for the user, and after the admin has agreed nobody is asked again', async () => {
      const browser = await waitingForAdmin();
      expect(await stateOf(browser)).toBe('admin_consent_required');
      const prompt = jsonOf<Prompt>(await send(browser));
      expect(prompt.code).toBe('admin_consent_required');

      const sent = await browser.hop(`${prompt.interactionUrl}?returnTo=/compose`);
      expect(locationOf(sent)).toMatch(
        new RegExp(`^${system.sandbox.pagesUrl}/${contosoTenantId}/v2.0/adminconsent\\?`),
      );
      expect(parametersOf(sent)).toMatchObject({
        scope: 'Mail.Send',
        redirect_uri: `${system.origin}/auth/admin-consent/callback`,
        client_id: clientId,
      });
      const page = await browser.navigate(`${jsonOf<Prompt>(await send(browser)).interactionUrl}?returnTo=/compose`);
      const tab = await EventReader.open(browser, `${system.origin}/auth/events`);
      const picker = await system.walk(browser, await browser.press(page, 'approval', { go: 'other' }), carla);
      expect(picker.url.pathname).toBe('/compose');
      await tab.until('event: permissions.changed');
      expect(tab.hasEnded).toBe(false);
      tab.close();
      expect(system.logLines.join('')).toContain('"audit":"admin_consent"');

      system.sandbox.control.grantConsent(bilal, ['openid', 'profile', 'offline_access', 'User.Read', 'Mail.Read']);
      expect(await stateOf(await system.signedIn(bilal))).toBe('granted');
    });

    it('are removed once the admin has agreed: the user is asked again for what is withdrawn later', async () => {
      const browser = await waitingForAdmin();
      const page = await browser.navigate(jsonOf<Prompt>(await send(browser)).interactionUrl);
      await system.walk(browser, await browser.press(page, 'approval', { go: 'other' }), carla);
      system.sandbox.control.withdrawAdminConsent('contoso.example');

      expect(await stateOf(browser)).toBe('consent_required');
      expect(jsonOf<Prompt>(await send(browser)).code).toBe('consent_required');
    });

    it('that the administrator declines are admin_consent_denied', async () => {
      const browser = await waitingForAdmin();
      const { interactionUrl } = jsonOf<Prompt>(await send(browser));
      const landed = await system.walk(browser, await browser.navigate(interactionUrl), alice);

      expect(errorOf(landed)).toBe('admin_consent_denied');
      expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
    });

    it('trust nothing in the address of the way back, and consume each state once', async () => {
      const browser = await waitingForAdmin();
      const { interactionUrl } = jsonOf<Prompt>(await send(browser));
      const state = parametersOf(await browser.hop(`${interactionUrl}?returnTo=/compose`))['state'] ?? '';
      const back = `/auth/admin-consent/callback?admin_consent=True&tenant=${contosoTenantId}`;

      for (const query of ['', '&state=', '&state=0123456789abcdef0123', `&state=${state}&state=${state}`]) {
        expect(locationOf(await browser.hopFromElsewhere(`${back}${query}`))).toContain('auth_error=invalid_state');
      }
      expect(locationOf(await system.browser().hopFromElsewhere(`${back}&state=${state}`))).toContain(
        'auth_error=invalid_state',
      );
      expect(locationOf(await browser.hopFromElsewhere(`${back}&state=${state}`))).toContain(
        'auth_error=invalid_state',
      );

      const again =
        parametersOf(await browser.hop(`${jsonOf<Prompt>(await send(browser)).interactionUrl}?returnTo=/compose`))[
          'state'
        ] ?? '';
      expect(locationOf(await browser.hopFromElsewhere(`${back}&state=${again}&tenant=evil&scope=all`))).toBe(
        '/compose',
      );
      expect(jsonOf(await send(browser))['code']).not.toBe(undefined);
      expect((await send(browser)).status).toBe(403);
    });

    it.each([
      ['', false],
      ['&admin_consent=False', false],
      ['&admin_consent=', false],
      ['&admin_consent=True&admin_consent=True', false],
      ['&admin_consent=True&error=access_denied', true],
      [`&admin_consent=True&error=${'x'.repeat(200)}`, true],
      ['&admin_consent=True&error=access_denied&error=x', false],
    ])('are denied by the response %j', async (answer, named) => {
      const browser = await waitingForAdmin();
      const { interactionUrl } = jsonOf<Prompt>(await send(browser));
      const state = parametersOf(await browser.hop(interactionUrl))['state'] ?? '';

      system.logLines.length = 0;
      const landed = await browser.hopFromElsewhere(`/auth/admin-consent/callback?state=${state}${answer}`);

      expect(locationOf(landed)).toMatch(/^\/\?auth_error=admin_consent_denied&ref=/);
      expect(await stateOf(browser)).toBe('admin_consent_required');
      const log = system.logLines.join('');
      expect(log).toContain('"audit":"admin_consent_refused"');
      expect(log).not.toContain('x'.repeat(65));
      const failed = system.logLines.find((line) => line.includes('round trip to Entra failed')) ?? '';
      expect(failed.includes('"error":"')).toBe(named);
    });

    it('and sign-in do not consume each other’s states', async () => {
      const browser = await waitingForAdmin();
      const { interactionUrl } = jsonOf<Prompt>(await send(browser));
      const admin = parametersOf(await browser.hop(interactionUrl))['state'] ?? '';
      const login = parametersOf(await system.browser().hop('/auth/login'))['state'] ?? '';

      expect(locationOf(await browser.hopFromElsewhere(`/auth/callback?state=${admin}&code=x`))).toContain(
        'invalid_state',
      );
      expect(
        locationOf(await browser.hopFromElsewhere(`/auth/admin-consent/callback?state=${login}&admin_consent=True`)),
      ).toContain('invalid_state');
      expect(system.sandbox.control.requests({ point: 'token' }).some(({ form }) => form?.['code'] === 'x')).toBe(
        false,
      );
    });

    it('are refused to a personal account, which is not redirected', async () => {
      const browser = await system.signedIn(pia);
      system.sandbox.control.addFault({
        point: 'token',
        times: 1,
        action: { kind: 'oauth_error', error: 'invalid_grant', code: 90094 },
      });
      const refused = jsonOf(await send(browser));

      expect(refused).toMatchObject({
        code: 'admin_consent_required',
        interactionUrl: null,
        permissions: ['mail.send'],
      });
      expect(refused).not.toHaveProperty('expiresAt');
    });
  });
});
