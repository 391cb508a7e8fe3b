import { errorOf, send, stateOf, type Prompt } from '../support/prompts.js';
import { TestSystem } from '../support/test-system.js';
import { isSignedIn, jsonOf } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const bilal = 'bilal@contoso.example';
const contoso = 'contoso.example';

/**
 * Microsoft's consent policy of 2025, the default of new tenants: users may consent to User.Read and Mail.Send
 * themselves, but Mail.Read and Mail.ReadWrite require an administrator.
 */
describe('in a tenant with the consent policy that Microsoft manages', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  }, 60_000);
  beforeEach(() => {
    system.reset();
    system.sandbox.control.setUserConsent(contoso, 'microsoft-managed');
  });
  afterAll(() => system.close());

  it('the first sign-in requires an administrator, and says that rather than that the user declined', async () => {
    const browser = system.browser();
    const landed = await system.walk(browser, await browser.navigate('/auth/login?returnTo=/'), alice);

    expect(errorOf(landed)).toBe('admin_consent_required');
    expect(landed.url.searchParams.get('ref')).toMatch(/^[\da-f]{32}$/);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('after an administrator’s consent every user of the tenant signs in, reads and sends without a question', async () => {
    const control = system.sandbox.control;
    control.grantAdminConsent(contoso, ['openid', 'profile', 'offline_access', 'User.Read', 'Mail.Read']);

    for (const user of [alice, bilal]) {
      const browser = await system.signedIn(user);
      expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
      expect(await stateOf(browser, 'mail.read')).toBe('granted');
    }
  });

  it('users consent to sending themselves, and not to changing mail', async () => {
    system.sandbox.control.grantAdminConsent(contoso, [
      'openid',
      'profile',
      'offline_access',
      'User.Read',
      'Mail.Read',
    ]);
    const browser = await system.signedIn(alice);

    const { interactionUrl } = jsonOf<Prompt>(await send(browser));
    await system.walk(browser, await browser.navigate(interactionUrl), alice);
    expect((await send(browser)).status).toBe(202);

    const change = () =>
      browser.xhr('POST', '/api/mail/drafts', { subject: 'x', body: { contentType: 'text', content: 'x' } });
    const asked = jsonOf<Prompt>(await change());
    expect(asked.code).toBe('consent_required');
    const landed = await system.walk(browser, await browser.navigate(asked.interactionUrl), alice);
    expect(errorOf(landed)).toBe('admin_consent_required');
    expect(jsonOf<Prompt>(await change()).code).toBe('admin_consent_required');

    // In Entra's own pages: nothing returns to the service, which asks again once the shared refusal has expired.
    system.sandbox.control.grantAdminConsent(contoso, ['Mail.ReadWrite']);
    await system.advance(5_000);
    expect((await change()).status).toBe(201);
    expect(await stateOf(browser, 'mail.write')).toBe('granted');
  });

  it('a sign-in that requests only the profile requires nobody, and mail requires the administrator then', async () => {
    await system.restart({ ENTRA_INITIAL_PERMISSIONS: 'profile.read' });
    const browser = await system.signedIn(alice);
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);

    const asked = jsonOf<Prompt>(await browser.xhr('GET', '/api/mail/messages'));
    expect(asked.code).toBe('consent_required');
    const landed = await system.walk(browser, await browser.navigate(asked.interactionUrl), alice);
    expect(errorOf(landed)).toBe('admin_consent_required');
    expect(jsonOf<Prompt>(await browser.xhr('GET', '/api/mail/messages')).code).toBe('admin_consent_required');
    expect(await isSignedIn(browser)).toBe(true);
  });
});
