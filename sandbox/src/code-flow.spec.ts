import { decodeJwt, decodeProtectedHeader } from 'jose';
import { contosoTenantId, personalTenantId } from './index.js';
import { CookieJarBrowser } from './testing/browser.js';
import { bodyOf, textOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';
const PIA = 'pia@outlook.example';
const ordersScope = 'api://0f0dde25-5eed-4a0d-9e01-0c0de25a0001/Orders.Read';

describe('the code flow, driven by msal-node', () => {
  const running = withSandbox();

  it('signs a work account in and gives msal its home account id', async () => {
    const { sandbox, app } = running();
    const { result, page } = await app.signIn(ALICE);
    const alice = sandbox.control.requireUser(ALICE);
    expect(page.answer['state']).toBe('the-state');
    expect(page.answer['session_state']).toBeDefined();
    expect(result.account?.homeAccountId).toBe(`${alice.oid}.${contosoTenantId}`);
    expect(result.account?.username).toBe(ALICE);
    expect(result.scopes).toEqual(expect.arrayContaining(['User.Read', 'Mail.Read', 'openid', 'profile']));
    expect(result.idTokenClaims).toMatchObject({
      tid: contosoTenantId,
      oid: alice.oid,
      iss: `${sandbox.authorityHost}/${contosoTenantId}/v2.0`,
      ver: '2.0',
    });
  });

  it('gives the access token the audience, scopes and header nonce of Graph', async () => {
    const { app } = running();
    const { result } = await app.signIn(ALICE, { capabilities: ['CP1'] });
    expect(decodeProtectedHeader(result.accessToken)).toHaveProperty('nonce');
    expect(decodeJwt(result.accessToken)).toMatchObject({
      aud: '00000003-0000-0000-c000-000000000000',
      tid: contosoTenantId,
      scp: 'Mail.Read User.Read openid profile',
      xms_cc: ['CP1'],
    });
  });

  it('signs a personal account in with the personal tenant id and an opaque access token', async () => {
    const { result } = await running().app.signIn('pia@outlook.example');
    expect(result.account?.tenantId).toBe(personalTenantId);
    expect(result.accessToken).toMatch(/^EwB/);
  });

  it('gives a guest the object id of the visited tenant and their own home account id', async () => {
    const { sandbox, app } = running();
    const greta = sandbox.control.requireUser('greta@fabrikam.example');
    const { result } = await app.signIn('greta@fabrikam.example', { tenant: contosoTenantId });
    expect(result.account?.homeAccountId).toBe(`${greta.oid}.${greta.tid}`);
    expect(result.idTokenClaims).toMatchObject({ tid: contosoTenantId, oid: greta.guestIn[0]?.oid });
  });

  it('asks for consent only once', async () => {
    const { app } = running();
    const first = await app.start();
    const password = await first.browser.submit(first.page, 'username', { loginfmt: ALICE });
    const consent = await first.browser.submit(password, 'password');
    expect(consent.permissions).toEqual([
      'Sign you in and read your profile',
      'Read your mail',
      'Maintain access to data you have given it access to',
    ]);
    await first.browser.submit(consent, 'consent', { go: 'accept' });
    const second = await app.start({ browser: first.browser });
    expect(second.page.answer['code']).toBeDefined();
  });

  it('refuses a scope that was not consented as AADSTS65001 and asks for that scope only', async () => {
    const { app } = running();
    const { client, result, browser } = await app.signIn(ALICE);
    const account = result.account;
    if (account === null) {
      throw new Error('no account');
    }
    const silent = client.acquireTokenSilent({ account, scopes: ['Mail.Send'] });
    await expect(silent).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      subError: 'consent_required',
      errorNo: 65001,
    });
    const more = await app.start({ browser, scopes: ['User.Read', 'Mail.Read', 'Mail.Send'], loginHint: ALICE });
    expect(more.page.permissions).toEqual(['Send mail as you']);
    const answer = await browser.submit(more.page, 'consent', { go: 'accept' });
    expect((await more.redeem(answer)).scopes).toContain('Mail.Send');
    const again = await client.acquireTokenSilent({ account, scopes: ['Mail.Send'] });
    expect(again.scopes).toContain('Mail.Send');
  });

  it('returns access_denied and the subcode cancel for a declined consent', async () => {
    const { app } = running();
    const { browser, page } = await app.start({ loginHint: ALICE });
    const consent = await browser.submit(page, 'password');
    const answer = (await browser.submit(consent, 'consent', { go: 'cancel' })).answer;
    expect(answer).toMatchObject({ error: 'access_denied', error_subcode: 'cancel', state: 'the-state' });
    expect(answer['error_description']).toMatch(
      /^AADSTS65004: .* Trace ID: \S+ Correlation ID: \S+ Timestamp: \S+ \S+Z$/,
    );
  });

  it('redeems a code once, and AADSTS54005 does not revoke the tokens of the first redemption', async () => {
    const { app } = running();
    const { client, page, redeem, result } = await app.signIn(ALICE);
    await expect(redeem(page)).rejects.toMatchObject({ errorCode: 'invalid_grant', errorNo: 54005 });
    const { account } = result;
    if (account === null) {
      throw new Error('no account');
    }
    await expect(
      client.acquireTokenSilent({ account, scopes: ['Mail.Read'], forceRefresh: true }),
    ).resolves.toBeDefined();
  });

  it('signs in as the user whom the control API names, whichever user typed the password', async () => {
    const { sandbox, app } = running();
    sandbox.control.answerNextAs('carla@contoso.example');
    const { result } = await app.signIn(ALICE);
    expect(result.account?.username).toBe('carla@contoso.example');
  });
});

describe('the code flow on the wire', () => {
  const running = withSandbox();

  const signIn = async (parameters: Readonly<Record<string, string>> = {}, tenant = 'common'): Promise<string> => {
    const { app } = running();
    const browser = new CookieJarBrowser();
    const page = await browser.get(new TokenRequests(running()).authorizeUrl(parameters, tenant));
    return (await app.walk(browser, page, ALICE)).answer['code'] ?? '';
  };

  it("returns Entra's members in the response", async () => {
    const tokens = new TokenRequests(running());
    const body = bodyOf(await tokens.code(await signIn()));
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'client_info',
      'expires_in',
      'ext_expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    expect(body['scope']).toBe('User.Read Mail.Read profile openid');
    expect(body['expires_in']).toBeGreaterThanOrEqual(3600);
    expect(body['expires_in']).toBeLessThan(5400);
  });

  it('issues a refresh token only with offline_access, and returns scopes as they were requested', async () => {
    const tokens = new TokenRequests(running());
    const scope = 'openid https://graph.microsoft.com/Mail.Read';
    const body = bodyOf(await tokens.code(await signIn({ scope })));
    expect(body).not.toHaveProperty('refresh_token');
    expect(body['scope']).toBe('https://graph.microsoft.com/Mail.Read openid');
  });

  it.each(['https://graph.microsoft.com/.default', '.default'])(
    'returns %s with the scopes that it stands for, by which clients find the token in their cache',
    async (scope) => {
      const tokens = new TokenRequests(running());
      await signIn({ scope: 'openid Mail.Read' });
      const { scope: answered } = bodyOf(await tokens.code(await signIn({ scope }), { scope }));
      expect(String(answered).split(' ')).toEqual(
        expect.arrayContaining([scope, scope.replace('.default', 'Mail.Read')]),
      );
    },
  );

  it.each([
    ['of another tenant segment', {}, 'organizations', 700005],
    ['with another redirect URI', { redirect_uri: 'http://localhost:3000/other' }, 'common', 500112],
    ['with a wrong verifier', { code_verifier: 'x'.repeat(50) }, 'common', 501481],
    ['with scopes of two resources', { scope: `User.Read ${ordersScope}` }, 'common', 28000],
    ['with an unknown resource', { scope: 'User.Read api://other/read' }, 'common', 500011],
    ['with an unknown scope', { scope: 'Mail.Nonsense' }, 'common', 650053],
    ['with a grant that Entra does not know', { grant_type: 'nonsense' }, 'common', 70003],
  ])('refuses a redemption %s', async (_name, changes, tenant, code) => {
    const tokens = new TokenRequests(running());
    const body = bodyOf(await tokens.code(await signIn(), changes, tenant));
    expect(body['error_codes']).toEqual([code]);
    expect(body['error_description']).toMatch(
      new RegExp(`^AADSTS${code}: .* Trace ID: \\S+ Correlation ID: \\S+ Timestamp: `),
    );
  });

  it('invalidates a code that was presented with a wrong verifier', async () => {
    const tokens = new TokenRequests(running());
    const code = await signIn();
    await tokens.code(code, { code_verifier: 'x'.repeat(50) });
    expect(bodyOf(await tokens.code(code))['error_codes']).toEqual([54005]);
  });

  it('refuses a code after ten minutes', async () => {
    const { sandbox } = running();
    const code = await signIn();
    sandbox.control.advance(601_000);
    expect(bodyOf(await new TokenRequests(running()).code(code))['error_codes']).toEqual([70008]);
  });

  it('accepts an old refresh token after its use, for every consented scope', async () => {
    const tokens = new TokenRequests(running());
    const first = textOf(bodyOf(await tokens.code(await signIn())), 'refresh_token');
    const second = textOf(bodyOf(await tokens.refresh(first, { scope: 'Mail.Read offline_access' })), 'refresh_token');
    expect(second).not.toBe(first);
    expect((await tokens.refresh(first, { scope: 'User.Read' })).status).toBe(200);
    expect((await tokens.refresh(second, { scope: 'User.Read' })).status).toBe(200);
  });

  it('revokes the token family when a rotated refresh token is used again', async () => {
    const { sandbox } = running();
    sandbox.control.setRefreshTokenRotation(true);
    const tokens = new TokenRequests(running());
    const first = textOf(bodyOf(await tokens.code(await signIn())), 'refresh_token');
    const second = textOf(bodyOf(await tokens.refresh(first, { scope: 'openid offline_access' })), 'refresh_token');
    expect(bodyOf(await tokens.refresh(first))['error_codes']).toEqual([50173]);
    expect(bodyOf(await tokens.refresh(second))['error_codes']).toEqual([50173]);
  });

  it('refuses refresh after revocation, expiry and for a disabled user, each with its own number', async () => {
    const { sandbox } = running();
    const tokens = new TokenRequests(running());
    const token = textOf(bodyOf(await tokens.code(await signIn())), 'refresh_token');
    sandbox.control.setUserEnabled(ALICE, false);
    expect(bodyOf(await tokens.refresh(token))['error_codes']).toEqual([50057]);
    sandbox.control.setUserEnabled(ALICE, true);
    sandbox.control.advance(91 * 24 * 3_600_000);
    expect(bodyOf(await tokens.refresh(token))).toMatchObject({ error_codes: [700082], suberror: 'bad_token' });
    sandbox.control.advance(-91 * 24 * 3_600_000);
    sandbox.control.revokeRefreshTokens(ALICE);
    expect(bodyOf(await tokens.refresh(token))).toMatchObject({
      error: 'invalid_grant',
      error_codes: [50173],
      suberror: 'bad_token',
      error_uri: `${sandbox.authorityHost}/error?code=50173`,
    });
  });

  it('refuses a personal account in each of these cases with 70000 and other texts', async () => {
    const { sandbox, app } = running();
    const tokens = new TokenRequests(running());
    const { browser, page } = await app.start({ prompt: 'login', loginHint: PIA, scopes: ['User.Read'] });
    await app.walk(browser, page, PIA);
    const authorized = async (): Promise<string> => (await browser.get(tokens.authorizeUrl())).answer['code'] ?? '';
    await app.walk(browser, await browser.get(tokens.authorizeUrl()), PIA);
    const token = textOf(bodyOf(await tokens.code(await authorized())), 'refresh_token');
    const refused = async (value = token, scope = 'User.Read'): Promise<unknown[]> => {
      const { error, error_codes, suberror, error_description } = bodyOf(await tokens.refresh(value, { scope }));
      return [error, error_codes, suberror, String(error_description).replace(/^AADSTS70000: | Trace ID: .*$/gs, '')];
    };
    const expired = 'The user could not be authenticated as the grant is expired. The user must sign in again.';

    expect(await refused('M.C5xx_BAY.nonsense')).toEqual([
      'invalid_grant',
      [70000],
      undefined,
      "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid.",
    ]);
    for (const scope of ['Mail.Nonsense', 'https://graph.microsoft.com/.default', 'User.ReadBasic.All']) {
      expect((await refused(token, scope)).slice(0, 3)).toEqual(['invalid_scope', [70011], undefined]);
    }
    const late = await authorized();
    sandbox.control.advance(601_000);
    expect(bodyOf(await tokens.code(late))['error_codes']).toEqual([70000]);
    sandbox.control.setUserEnabled(PIA, false);
    expect((await refused()).slice(0, 3)).toEqual(['invalid_grant', [70000], undefined]);
    sandbox.control.setUserEnabled(PIA, true);
    sandbox.control.advance(91 * 24 * 3_600_000);
    expect(await refused()).toEqual(['invalid_grant', [70000], 'bad_token', expired]);
    sandbox.control.advance(-91 * 24 * 3_600_000);
    sandbox.control.revokeRefreshTokens(PIA);
    expect(await refused()).toEqual(['invalid_grant', [70000], 'bad_token', expired]);
  });

  it('redeems a code of a consent to two resources for one of them, and the refresh token for the other', async () => {
    const tokens = new TokenRequests(running());
    const scope = `openid offline_access User.Read ${ordersScope}`;
    const code = await signIn({ scope });
    const graph = bodyOf(await tokens.code(code, { scope: 'openid offline_access User.Read' }));
    expect(decodeJwt(textOf(graph, 'access_token'))).toMatchObject({ aud: '00000003-0000-0000-c000-000000000000' });
    const orders = bodyOf(await tokens.refresh(textOf(graph, 'refresh_token'), { scope: ordersScope }));
    expect(decodeJwt(textOf(orders, 'access_token'))).toMatchObject({ scp: 'Orders.Read' });
    expect(bodyOf(await tokens.code(await signIn({ scope })))['error_codes']).toEqual([28000]);
  });

  it('works again after a revocation once the user has signed in again', async () => {
    const { sandbox } = running();
    sandbox.control.revokeRefreshTokens(ALICE);
    sandbox.control.advance(5);
    const tokens = new TokenRequests(running());
    const token = textOf(bodyOf(await tokens.code(await signIn())), 'refresh_token');
    expect((await tokens.refresh(token)).status).toBe(200);
  });

  it('echoes the correlation id that the client sent', async () => {
    const tokens = new TokenRequests(running());
    const id = 'c0ffee00-1111-4222-8333-444455556666';
    const answer = await tokens.post({ ...tokens.client, grant_type: 'refresh_token', refresh_token: 'x' }, 'common', {
      'client-request-id': id,
    });
    expect(bodyOf(answer)).toMatchObject({
      correlation_id: id,
      error_codes: [9002313],
      error_uri: expect.stringContaining('/error?code=9002313'),
    });
  });

  it('refuses a parameter that is given twice', async () => {
    const { sandbox, app } = running();
    const answer = await app.https.post(
      `${sandbox.authorityHost}/common/oauth2/v2.0/token`,
      'client_id=a&client_id=b&grant_type=refresh_token',
    );
    expect(bodyOf(answer)['error_codes']).toEqual([9000411]);
  });
});
