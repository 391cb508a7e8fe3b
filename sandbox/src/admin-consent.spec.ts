import { contosoTenantId } from './index.js';
import { CookieJarBrowser, type Page } from './testing/browser.js';
import { withSandbox } from './testing/with-sandbox.js';

describe('admin consent', () => {
  const running = withSandbox();

  const open = (browser: CookieJarBrowser, tenant = 'organizations'): Promise<Page> => {
    const { sandbox } = running();
    const query = new URLSearchParams({
      client_id: sandbox.control.registration.clientId,
      redirect_uri: 'http://localhost:3000/auth/admin-consent/callback',
      scope: 'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Group.Read.All',
      state: 'the-state',
    });
    return browser.get(`${sandbox.pagesUrl}/${tenant}/v2.0/adminconsent?${query.toString()}`);
  };

  const openAs = async (user: string): Promise<{ readonly browser: CookieJarBrowser; readonly page: Page }> => {
    const browser = new CookieJarBrowser();
    const password = await browser.submit(await open(browser), 'username', { loginfmt: user });
    return { browser, page: await browser.submit(password, 'password') };
  };

  it('permits an admin to consent for all users of the tenant', async () => {
    const { sandbox } = running();
    const { browser, page } = await openAs('carla@contoso.example');
    expect(page.text).toContain('Review for your organization');
    expect(page.permissions).toEqual(['Sign you in and read your profile', 'Read all groups']);
    const { answer } = await browser.submit(page, 'tenantconsent', { go: 'accept' });
    expect(answer).toEqual({
      admin_consent: 'True',
      tenant: contosoTenantId,
      scope: 'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Group.Read.All',
      state: 'the-state',
    });
    expect(sandbox.control.consents('alice@contoso.example')).toEqual(['User.Read', 'Group.Read.All']);
    expect(sandbox.control.consents('felix@fabrikam.example')).toEqual([]);
  });

  it('reports to the app that the admin declined', async () => {
    const { browser, page } = await openAs('carla@contoso.example');
    const { answer } = await browser.submit(page, 'tenantconsent', { go: 'cancel' });
    expect(answer).toMatchObject({ admin_consent: 'True', error: 'access_denied', state: 'the-state' });
    expect(answer['error_description']).toContain('AADSTS65004:');
  });

  it('does not permit a user to consent, even by a forged form', async () => {
    const { sandbox } = running();
    const { browser, page } = await openAs('alice@contoso.example');
    expect(page.heading).toBe('Need admin approval');
    await browser.submit(page, 'approval', { step: 'tenantconsent', go: 'accept' });
    expect(sandbox.control.consents('alice@contoso.example')).toEqual([]);
    const again = await openAs('alice@contoso.example');
    const { answer } = await again.browser.submit(again.page, 'approval', { go: 'cancel' });
    expect(answer).toMatchObject({ admin_consent: 'True', error: 'access_denied' });
  });

  it('serves no page for common and consumers', async () => {
    expect((await open(new CookieJarBrowser(), 'common')).text).toContain('AADSTS9001023');
    expect((await open(new CookieJarBrowser(), 'consumers')).text).toContain('AADSTS9001023');
  });
});
