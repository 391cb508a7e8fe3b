import { contosoTenantId } from './index.js';
import { CookieJarBrowser, type Page } from './testing/browser.js';
import { TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';
const ordersScope = 'api://0f0dde25-5eed-4a0d-9e01-0c0de25a0001/Orders.Read';

describe('the sign-in pages', () => {
  const running = withSandbox();
  const open = (
    parameters: Readonly<Record<string, string>> = {},
    tenant = 'common',
    browser = new CookieJarBrowser(),
  ): Promise<Page> => browser.get(new TokenRequests(running()).authorizeUrl(parameters, tenant));

  const signedIn = async (...users: readonly string[]): Promise<CookieJarBrowser> => {
    const browser = new CookieJarBrowser();
    for (const user of users) {
      await running().app.walk(browser, await open({ prompt: 'login', login_hint: user }, 'common', browser), user);
    }
    return browser;
  };

  it.each([
    ['an unknown client', { client_id: '0ddba11c-0000-4000-8000-000000000000' }, 'common', 700016],
    ['a client id that is not a GUID', { client_id: 'nonsense' }, 'common', 700038],
    ['a redirect URI that is not registered', { redirect_uri: 'http://localhost:3000/other' }, 'common', 50011],
    ['an unknown tenant', {}, 'nowhere.example', 90002],
  ])('shows its own error page for %s and does not redirect', async (_name, parameters, tenant, code) => {
    const page = await open(parameters, tenant);
    expect(page.location).toBeUndefined();
    expect(page.text).toContain(`AADSTS${code}:`);
    expect(page.text).toMatch(/Request Id: \S+ Correlation Id: \S+ Timestamp: \S+Z/);
  });

  it.each([
    ['an implicit response type', { response_type: 'code id_token', nonce: 'n' }, 'unsupported_response_type', 700054],
    ['an access token', { response_type: 'token' }, 'unsupported_response_type', 700051],
    ['an unknown prompt', { prompt: 'nonsense' }, 'invalid_request', 90023],
    ['prompt none with another', { prompt: 'none login' }, 'invalid_request', 90023],
    ['a short challenge', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request', 501491],
    ['claims that are not JSON', { claims: '{' }, 'invalid_request', 9002313],
  ])('sends the app an error for %s', async (_name, parameters, error, code) => {
    const { answer } = await open(parameters);
    expect(answer).toMatchObject({ error, state: 'the-state' });
    expect(answer['error_description']).toContain(`AADSTS${code}:`);
  });

  it.each([
    ['an unknown scope', 'openid Mail.Nonsense', 'invalid_client', 650053],
    ['an unknown resource', 'openid api://other/read', 'invalid_resource', 500011],
    ['.default beside others', 'User.Read https://graph.microsoft.com/.default', 'invalid_scope', 70011],
  ])('sends the app an error for %s, once the account is known', async (_name, scope, error, code) => {
    expect((await open({ scope })).heading).toBe('Sign in');
    const { answer } = await open({ scope }, 'common', await signedIn(ALICE));
    expect(answer).toMatchObject({ error, state: 'the-state' });
    expect(answer['error_description']).toContain(`AADSTS${code}:`);
    expect((await open({ scope }, 'organizations')).answer['error']).toBe(error);
  });

  it.each([
    ['a scope that nobody knows', 'openid Mail.Nonsense', "The scope 'openid Mail.Nonsense' does not exist."],
    ['.default', 'https://graph.microsoft.com/.default', "'https://graph.microsoft.com/.default' does not exist."],
    ['a scope of organizations', 'openid User.ReadBasic.All', "The scope 'User.ReadBasic.All' is not valid."],
    ['a scope of administrators', 'openid Group.Read.All', "The scope 'Group.Read.All' is not valid."],
  ])('refuses a personal account %s, without a number', async (_name, scope, words) => {
    const { answer } = await open({ scope }, 'common', await signedIn('pia@outlook.example'));
    expect(answer['error']).toBe('invalid_scope');
    expect(answer['error_description']).toContain(words);
    expect(answer['error_description']).not.toContain('AADSTS');
    expect((await open({ scope }, 'consumers')).answer['error']).toBe('invalid_scope');
  });

  it('signs in and asks consent for two resources at once', async () => {
    const scope = `openid User.Read Mail.Send ${ordersScope}`;
    const page = await open({ scope }, 'common', await signedIn(ALICE));
    expect(page.heading).toBe('Permissions requested');
    expect(page.text).toContain('Send mail as you');
    expect(page.text).toContain('Read your orders');
  });

  it('ignores the port of localhost in a redirect URI, as Entra does', async () => {
    expect((await open({ redirect_uri: 'http://localhost:50123/auth/callback' })).heading).toBe('Sign in');
    expect((await open({ redirect_uri: 'http://127.0.0.1:3000/auth/callback' })).text).toContain('AADSTS50011');
  });

  it.each([
    ['nobody is signed in', [], {}, 'login_required', 50058],
    ['two accounts are', [ALICE, 'pia@outlook.example'], {}, 'interaction_required', 16000],
    ['a scope is not consented', [ALICE], { scope: 'openid Mail.Send' }, 'consent_required', 65001],
  ])('responds to prompt=none without a page when %s', async (_name, users, parameters, error, code) => {
    const { answer } = await open({ prompt: 'none', ...parameters }, 'common', await signedIn(...users));
    expect(answer['error']).toBe(error);
    expect(answer['error_description']).toContain(`AADSTS${code}:`);
  });

  it('responds to prompt=none with a code for the hinted one of two accounts', async () => {
    const browser = await signedIn(ALICE, 'pia@outlook.example');
    expect((await open({ prompt: 'none', login_hint: ALICE }, 'common', browser)).answer['code']).toBeDefined();
  });

  it('lets the user choose between two accounts in one browser, or add another one', async () => {
    const browser = await signedIn(ALICE, 'pia@outlook.example');
    const picker = await open({}, 'common', browser);
    expect(picker.heading).toBe('Pick an account');
    expect(picker.text).toContain('Alice Moreau');
    expect(picker.text).toContain('Pia Lindqvist');
    expect((await browser.submit(picker, 'choose', { user: 'other' })).heading).toBe('Sign in');
  });

  it('asks for the password again with prompt=login, and for nothing without it', async () => {
    const browser = await signedIn(ALICE);
    expect((await open({}, 'common', browser)).answer['code']).toBeDefined();
    expect((await open({ prompt: 'login' }, 'common', browser)).heading).toBe('Enter password');
  });

  it('shows all permissions again with prompt=consent', async () => {
    const browser = await signedIn(ALICE);
    expect((await open({ prompt: 'consent' }, 'common', browser)).permissions).toContain('Read your mail');
  });

  it('asks which account is meant when a user name belongs to a work and a personal account', async () => {
    const browser = new CookieJarBrowser();
    const page = await open({}, 'common', browser);
    const which = await browser.submit(page, 'username', { loginfmt: 'bilal@contoso.example' });
    expect(which.text).toContain('Work or school account');
    expect(which.text).toContain('Personal account');
    const organizations = await open({}, 'organizations', browser);
    const password = await browser.submit(organizations, 'username', { loginfmt: 'bilal@contoso.example' });
    expect(password.heading).toBe('Enter password');
  });

  it.each([
    ['organizations', 'pia@outlook.example', "can't sign in here with a personal account"],
    ['consumers', ALICE, "can't sign in here with a work or school account"],
    [contosoTenantId, 'felix@fabrikam.example', 'does not exist in this tenant'],
    ['common', 'nobody@contoso.example', "couldn't find an account"],
  ])('at %s states why %s may not sign in', async (tenant, user, text) => {
    const browser = new CookieJarBrowser();
    const page = await browser.submit(await open({}, tenant, browser), 'username', { loginfmt: user });
    expect(page.text).toContain(text);
  });

  it('refuses a wrong password and a disabled user on the page', async () => {
    const browser = new CookieJarBrowser();
    const page = await open({ login_hint: ALICE }, 'common', browser);
    expect((await browser.submit(page, 'password', { passwd: 'wrong' })).text).toContain('password is incorrect');
    running().sandbox.control.setUserEnabled(ALICE, false);
    expect((await open({ login_hint: ALICE }, 'common', browser)).text).toContain('AADSTS50057');
  });

  it('refuses a form without the anti-forgery token of this browser', async () => {
    const browser = new CookieJarBrowser();
    const page = await open({ login_hint: ALICE }, 'common', browser);
    expect((await browser.submit(page, 'password', { canary: 'forged' })).text).toContain('AADSTS165000');
    expect((await new CookieJarBrowser().submit(page, 'password')).text).toContain('AADSTS165000');
  });

  it('shows an admin-only permission as "Need admin approval" to a user and as a consent to an admin', async () => {
    const scope = 'openid Group.Read.All';
    const browser = await signedIn(ALICE);
    const page = await open({ scope }, 'common', browser);
    expect(page.heading).toBe('Need admin approval');
    const back = await browser.submit(page, 'approval', { go: 'cancel' });
    expect(back.answer['error']).toBe('access_denied');
    expect(back.answer['error_description']).toContain('AADSTS90094:');
    const admin = await open({ scope }, 'common', await signedIn('carla@contoso.example'));
    expect(admin.permissions).toContain('Read all groups');
    expect(admin.text).toContain('Consent on behalf of your organization');
  });

  it('needs an admin for every scope when users may not consent', async () => {
    const { sandbox } = running();
    sandbox.control.setUsersMayConsent('contoso.example', false);
    const browser = new CookieJarBrowser();
    const page = await browser.submit(await open({ login_hint: ALICE }, 'common', browser), 'password');
    expect(page.heading).toBe('Need admin approval');
  });

  it.each([
    ['openid User.Read Mail.Send', 'Permissions requested'],
    ['openid User.Read Mail.Read', 'Need admin approval'],
    ['openid Mail.ReadWrite', 'Need admin approval'],
    ['openid People.Read', 'Need admin approval'],
  ])('follows the consent policy that Microsoft manages: %s leads to "%s"', async (scope, heading) => {
    const { sandbox } = running();
    const [work, personal] = [await signedIn(ALICE), await signedIn('pia@outlook.example')];
    for (const user of [ALICE, 'pia@outlook.example']) {
      sandbox.control.withdrawConsent(user);
    }
    sandbox.control.setUserConsent('contoso.example', 'microsoft-managed');
    expect((await open({ scope }, 'common', work)).heading).toBe(heading);
    expect((await open({ scope }, 'common', personal)).heading).not.toBe('Need admin approval');
  });

  it('asks for multi-factor authentication when a rule or the claims parameter says so, once', async () => {
    const { sandbox } = running();
    const browser = await signedIn(ALICE);
    const claims = JSON.stringify({ access_token: { capolids: { essential: true, values: ['x'] } } });
    const step = await open({ claims }, 'common', browser);
    expect(step.heading).toBe('Approve sign in request');
    expect((await browser.submit(step, 'mfa', { go: 'approve' })).answer['code']).toBeDefined();
    sandbox.control.requireMfa({ user: ALICE });
    expect((await open({}, 'common', browser)).answer['code']).toBeDefined();
  });

  it('responds by fragment and by form_post on request', async () => {
    const browser = await signedIn(ALICE);
    const fragment = await open({ response_mode: 'fragment' }, 'common', browser);
    expect(fragment.location?.hash).toContain('code=');
    const post = await open({ response_mode: 'form_post' }, 'common', browser);
    expect(post.forms[0]).toMatchObject({
      action: 'http://localhost:3000/auth/callback',
      fields: { state: 'the-state', code: expect.any(String) as unknown },
    });
  });

  it('returns client_info and, when the app may have it, an id_token at once', async () => {
    running().sandbox.control.configureApp({ mayIssueIdTokenAtAuthorize: true });
    const browser = await signedIn(ALICE);
    const page = await open({ response_type: 'code id_token', nonce: 'n', client_info: '1' }, 'common', browser);
    running().sandbox.control.configureApp({ mayIssueIdTokenAtAuthorize: false });
    expect(Object.keys(page.answer).sort()).toEqual(['client_info', 'code', 'id_token', 'session_state', 'state']);
  });

  it('escapes the parameters of a request', async () => {
    const page = await open({ login_hint: '"><script>alert(1)</script>' });
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).toContain('&lt;script&gt;');
  });
});
