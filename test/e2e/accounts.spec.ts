import { contosoTenantId, fabrikamTenantId, personalTenantId } from '../../sandbox/src/index.js';
import { send, stateOf, type Prompt } from '../support/prompts.js';
import { jsonOf, type Answer, type UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const greta = 'greta@fabrikam.example';
const felix = 'felix@fabrikam.example';
const pia = 'pia@outlook.example';
const [workBilal, personalBilal] = ['b11a1002-0002-4c0a-8a02-c0a505010002', '00000000-0000-0000-b11a-0000c0ffee02'];

interface SignedIn {
  readonly user: {
    readonly id: string;
    readonly username: string;
    readonly tenantId: string;
    readonly accountType: string;
  };
}

/** The permitted accounts, by the kind of authority and by the two settings (docs/configuration.md). */
describe('accounts', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.startPair();
  }, 60_000);

  afterAll(() => system.close());

  async function landing(user: string): Promise<{ landed: Answer; browser: UserAgent }> {
    const browser = system.browser();
    return { browser, landed: await system.walk(browser, await browser.navigate('/auth/login?returnTo=/in'), user) };
  }

  const outcomeOf = ({ url }: Answer): string => url.searchParams.get('auth_error') ?? url.pathname;

  it('of work and of home both sign in at common', async () => {
    const [work, personal] = [await system.signedIn(alice), await system.signedIn(pia)];

    expect(jsonOf(await work.xhr('GET', '/auth/session'))).toMatchObject({
      user: { tenantId: contosoTenantId, accountType: 'work' },
    });
    expect(jsonOf(await personal.xhr('GET', '/auth/session'))).toMatchObject({
      user: { tenantId: personalTenantId, accountType: 'personal' },
    });
    expect((await personal.xhr('GET', '/api/mail/messages')).status).toBe(200);
  });

  it('with one user name in two tenants are two users, who see nothing of each other', async () => {
    const [work, personal] = [await system.signedIn(workBilal), await system.signedIn(personalBilal)];
    const [one, other] = await Promise.all(
      [work, personal].map(async (browser) => jsonOf<SignedIn>(await browser.xhr('GET', '/auth/session')).user),
    );

    expect([one?.username, other?.username]).toEqual(['bilal@contoso.example', 'bilal@contoso.example']);
    expect([one?.id, other?.id]).toEqual([`${workBilal}.${contosoTenantId}`, `${personalBilal}.${personalTenantId}`]);
    await personal.xhr('POST', '/auth/logout', { everywhere: true });
    expect((await personal.xhr('GET', '/api/me')).status).toBe(401);
    expect((await work.xhr('GET', '/api/me')).status).toBe(200);
    expect(jsonOf<{ sessions: unknown[] }>(await work.xhr('GET', '/auth/sessions')).sessions).toHaveLength(1);
  });

  it('of home are asked for no scope that only organizations have', async () => {
    const browser = await system.signedIn(pia);
    const refused = await browser.xhr('GET', '/api/people?search=a');
    const problem = jsonOf<{ code: string; scopes: string[]; interactionUrl: string }>(refused);
    expect([problem.code, problem.scopes]).toEqual(['consent_required', ['People.Read']]);

    const landed = await system.walk(browser, await browser.navigate(`${problem.interactionUrl}?returnTo=/in`), pia);
    expect(outcomeOf(landed)).toBe('/in');
    expect((await browser.xhr('GET', '/api/people?search=a')).status).toBe(200);
    const { permissions } = jsonOf<{ permissions: { name: string; scopes: string[]; state: string }[] }>(
      await browser.xhr('GET', '/auth/permissions'),
    );
    expect(permissions.find(({ name }) => name === 'people.read')).toEqual({
      name: 'people.read',
      scopes: ['People.Read'],
      state: 'granted',
    });
  });

  it('of home whose grant is revoked sign in again, whatever Entra calls it', async () => {
    const { control } = system.sandbox;
    control.setLifetimes({ accessTokenSeconds: 60 });
    const browser = await system.signedIn(pia);
    control.setUserEnabled(pia, false);
    await system.advance(61_000);
    const unclear = await browser.xhr('GET', '/api/me');
    expect([unclear.status, jsonOf(unclear)['code']]).toEqual([403, 'consent_required']);
    control.setUserEnabled(pia, true);
    control.revokeRefreshTokens(pia);
    await system.advance(61_000);
    const dead = await browser.xhr('GET', '/api/me');
    expect([dead.status, jsonOf(dead)['code']]).toEqual([401, 'login_required']);
    system.reset();
    expect((await (await system.signedIn(pia)).xhr('GET', '/api/me')).status).toBe(200);
  });

  it('of a national cloud are told that permanent deletion is unavailable', async () => {
    expect(jsonOf(await (await system.signedIn(alice)).xhr('GET', '/auth/session'))).not.toHaveProperty('unavailable');
    await system.restart({ GRAPH_BASE_URL: 'https://graph.microsoft.us/v1.0' });
    const browser = await system.signedIn(alice);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['unavailable']).toEqual(['permanent_delete']);
    expect((await browser.xhr('DELETE', '/api/mail/messages/AAMk%3D?permanent=true')).status).toBe(400);
  });

  it('are told that offline reading is unavailable where the operator disables it', async () => {
    await system.restart({ OFFLINE_READING: 'off' });
    const browser = await system.signedIn(alice);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))['unavailable']).toEqual(['offline_reading']);
  });

  it('of home are account_not_allowed when the setting says so', async () => {
    await system.restart({ ENTRA_ALLOW_PERSONAL_ACCOUNTS: 'false' });

    expect(outcomeOf((await landing(alice)).landed)).toBe('/in');
    const { landed, browser } = await landing(pia);
    expect(outcomeOf(landed)).toBe('account_not_allowed');
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
  });

  it('of a tenant that is not on the list are tenant_not_allowed', async () => {
    await system.restart({ ENTRA_ALLOWED_TENANTS: `${contosoTenantId.toUpperCase()},${personalTenantId}` });

    expect(outcomeOf((await landing(alice)).landed)).toBe('/in');
    expect(outcomeOf((await landing(pia)).landed)).toBe('/in');
    expect(outcomeOf((await landing(greta)).landed)).toBe('tenant_not_allowed');
  });

  it('that are guests sign in at the tenant that has invited them, under the id of their home', async () => {
    await system.restart({ ENTRA_TENANT: contosoTenantId });

    const { landed, browser } = await landing(greta);
    expect(outcomeOf(landed)).toBe('/in');
    const { user } = jsonOf<SignedIn>(await browser.xhr('GET', '/auth/session'));
    expect([user.id, user.tenantId]).toEqual([
      `92e7a002-0002-4fab-9a02-fab21ca00002.${fabrikamTenantId}`,
      contosoTenantId,
    ]);
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
    await system.advance(5_000_000);
    expect((await browser.xhr('GET', '/auth/permissions')).status).toBe(401);
    const again = await landing(greta);
    await again.browser.xhr('POST', '/auth/logout');
    expect((await again.browser.xhr('GET', '/api/me')).status).toBe(401);
  });

  describe('that are guests and were removed and invited again', () => {
    it('sign in at once with the current account, and nothing of the former one is left', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser: former } = await landing(greta);
      const oid = system.sandbox.control.inviteAgain(greta, contosoTenantId);

      const { landed, browser } = await landing(greta);

      expect(outcomeOf(landed)).toBe('/in');
      expect((await browser.xhr('GET', '/api/me')).text).toContain(oid);
      expect((await former.xhr('GET', '/api/me')).status).toBe(401);
      const lines = system.logLines.filter((line) => line.includes('"audit":"account_replaced"'));
      expect(lines).toEqual([expect.stringContaining(oid)]);
      expect(system.logLines.join('')).not.toContain('"audit":"tokens_of_another_user"');
    });

    it('can’t consent with the current account until they sign in, which the same browser does at once', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser } = await landing(greta);
      const { interactionUrl } = jsonOf<Prompt>(await send(browser));
      const oid = system.sandbox.control.inviteAgain(greta, contosoTenantId);

      const refused = await system.walk(browser, await browser.navigate(interactionUrl), greta);
      expect(outcomeOf(refused)).toBe('account_mismatch');
      // The former one's tokens are valid until Entra refuses them, and nothing else shows it.
      expect((await browser.xhr('GET', '/api/me')).text).not.toContain(oid);
      const login = await browser.navigate('/auth/login?prompt=select_account&returnTo=/in');
      const landed = await system.walk(browser, login, greta);

      expect(outcomeOf(landed)).toBe('/in');
      expect((await browser.xhr('GET', '/api/me')).text).toContain(oid);
      const asked = jsonOf<Prompt>(await send(browser));
      await system.walk(browser, await browser.navigate(asked.interactionUrl), greta);
      expect(await stateOf(browser, 'mail.send')).toBe('granted');
    });

    it('sign in again at once when a refresh reports that the former one is gone', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser } = await landing(greta);
      system.sandbox.control.inviteAgain(greta, contosoTenantId);
      await system.advance(5_000_000);

      const refused = await browser.xhr('GET', '/api/me');
      const { landed, browser: again } = await landing(greta);

      expect([refused.status, jsonOf<Prompt>(refused).code, outcomeOf(landed)]).toEqual([401, 'login_required', '/in']);
      expect((await again.xhr('GET', '/api/me')).status).toBe(200);
    });

    it('end no session and store nothing while Entra does not say whose tokens they are', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser: former } = await landing(greta);
      system.sandbox.control.inviteAgain(greta, contosoTenantId);
      system.sandbox.control.addFault({
        point: 'token',
        match: { grant_type: 'refresh_token' },
        action: { kind: 'respond', status: 503, body: '' },
      });

      const { landed } = await landing(greta);
      system.sandbox.control.clearFaults();

      expect(outcomeOf(landed)).toBe('identity_provider_unavailable');
      expect((await former.xhr('GET', '/auth/session')).text).toContain('"authenticated":true');
    });
  });

  describe('of which a response confuses one with another', () => {
    const code = { point: 'token', times: 1, match: { grant_type: 'authorization_code' } } as const;

    /** MSAL takes the account from `client_info`, which is not signed. */
    it('show no user the mail of the other: both sign in again', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser: guest } = await landing(greta);
      system.sandbox.control.addFault({ ...code, action: { kind: 'defect', name: 'client_info_other_user' } });

      const { browser: member, landed } = await landing(alice);

      expect(outcomeOf(landed)).toBe('sign_in_failed');
      expect((await member.xhr('GET', '/api/me')).status).toBe(401);
      expect((await guest.xhr('GET', '/api/me')).text).not.toContain('Alice');
      expect((await guest.xhr('GET', '/api/me')).status).toBe(401);
      expect(system.logLines.join('')).toContain('"audit":"tokens_of_another_user"');
      for (const [user, name] of [
        [greta, 'Greta'],
        [alice, 'Alice'],
      ] as const) {
        const { browser } = await landing(user);
        expect((await browser.xhr('GET', '/api/me')).text).toContain(name);
      }
    });

    it('end no consent as the other', async () => {
      await system.restart({ ENTRA_TENANT: contosoTenantId });
      const { browser: guest } = await landing(greta);
      const { interactionUrl } = jsonOf<Prompt>(await send(guest));
      system.sandbox.control.addFault({ ...code, action: { kind: 'defect', name: 'other_oid' } });

      const landed = await system.walk(guest, await guest.navigate(interactionUrl), greta);

      expect(outcomeOf(landed)).toBe('account_mismatch');
      expect((await guest.xhr('GET', '/api/me')).text).toContain('Greta');
    });
  });

  it('whose token covers less than was requested are asked for consent, and nothing counts as granted', async () => {
    await system.restart({});
    const { browser } = await landing(alice);
    system.sandbox.control.grantConsent(alice, ['Mail.Send']);
    const match = { grant_type: 'refresh_token', scope: '*Mail.Send*' };
    system.sandbox.control.addFault({ point: 'token', match, action: { kind: 'defect', name: 'scope_narrower' } });

    expect(jsonOf<Prompt>(await send(browser)).code).toBe('consent_required');
    expect(await stateOf(browser, 'mail.send')).toBe('consent_required');
  });

  it.each([
    ['a guest', contosoTenantId, greta],
    ['a guest, at a tenant by its domain', 'contoso.example', greta],
    ['a member, at common', 'common', alice],
    ['a personal account, at common', 'common', pia],
  ])('of %s find their tokens again after a restart, without the token endpoint', async (_who, tenant, user) => {
    await system.restart({ ENTRA_TENANT: tenant });
    const { browser } = await landing(user);
    system.sandbox.control.clearRequests();

    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
    await system.stopApp();
    await system.startApp();
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);
    expect((await browser.xhr('GET', '/api/me')).status).toBe(200);

    expect(system.sandbox.control.requests({ point: 'token' })).toEqual([]);
  });

  it.each([
    [contosoTenantId, alice, felix],
    ['contoso.example', alice, felix],
    ['organizations', alice, pia],
    ['consumers', pia, alice],
  ])('at %s are of that kind only', async (tenant, welcome, unwelcome) => {
    await system.restart({ ENTRA_TENANT: tenant });
    expect(outcomeOf((await landing(welcome)).landed)).toBe('/in');

    const { landed, browser } = await landing(unwelcome);

    expect(landed.url.origin).toBe(system.sandbox.pagesUrl);
    expect(jsonOf(await browser.xhr('GET', '/auth/session'))).toEqual({ authenticated: false });
  });
});
