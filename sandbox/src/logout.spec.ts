import { decodeJwt } from 'jose';
import { CookieJarBrowser, type Page } from './testing/browser.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';

describe('sign-out', () => {
  const running = withSandbox();

  const logout = (browser: CookieJarBrowser, parameters: Readonly<Record<string, string>> = {}): Promise<Page> =>
    browser.get(
      `${running().sandbox.pagesUrl}/common/oauth2/v2.0/logout?${new URLSearchParams({ post_logout_redirect_uri: 'http://localhost:3000/', ...parameters }).toString()}`,
    );

  it("loads the app's front-channel logout URL with the session's sid, then goes back", async () => {
    const { browser, result } = await running().app.signIn(ALICE);
    const page = await logout(browser);
    const { sid } = decodeJwt(result.idToken);
    expect(page.body).toContain(`<iframe src="http://localhost:3000/auth/frontchannel-logout?sid=${String(sid)}"`);
    expect(page.body).toContain('content="2;url=http://localhost:3000/"');
    expect((await running().app.start({ browser })).page.heading).toBe('Sign in');
  });

  it('redirects at once when nobody is signed in', async () => {
    expect((await logout(new CookieJarBrowser(), { state: 's' })).location?.href).toBe(
      'http://localhost:3000/?state=s',
    );
  });

  it('stays on its own page when the address is not registered', async () => {
    const page = await logout(new CookieJarBrowser(), { post_logout_redirect_uri: 'http://attacker.example/' });
    expect(page.location).toBeUndefined();
    expect(page.heading).toBe('You signed out of your account');
  });

  it('asks which of several accounts is meant, and skips the question for a logout_hint', async () => {
    const { browser, result } = await running().app.signIn(ALICE);
    await running().app.signIn('pia@outlook.example', { browser, loginHint: 'pia@outlook.example' });
    const picker = await logout(browser);
    expect(picker.text).toContain('Which account do you want to sign out of?');
    await logout(browser, { logout_hint: String(decodeJwt(result.idToken)['login_hint']) });
    const { page } = await running().app.start({ browser, prompt: 'select_account' });
    expect(page.text).toContain('Pia Lindqvist');
    expect(page.text).not.toContain('Alice Moreau');
  });
});
