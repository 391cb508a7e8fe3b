import type { AuthenticationResult } from '@azure/msal-node';
import { withSandbox } from './testing/with-sandbox.js';

const ALICE = 'alice@contoso.example';

describe('access tokens at Graph', () => {
  const running = withSandbox();

  const me = async (token: string): Promise<{ readonly status: number; readonly challenge: string | undefined }> => {
    const { sandbox, app } = running();
    const { status, headers } = await app.https.get(`${sandbox.graphBaseUrl}/me`, { authorization: `Bearer ${token}` });
    return { status, challenge: headers['www-authenticate'] };
  };

  const claimsOf = (challenge: string | undefined): string => {
    const encoded = /claims="([^"]+)"/.exec(challenge ?? '')?.[1];
    if (encoded === undefined) {
      throw new Error(`No claims in ${String(challenge)}`);
    }
    return Buffer.from(encoded, 'base64').toString('utf8');
  };

  const account = (result: AuthenticationResult): NonNullable<AuthenticationResult['account']> => {
    if (result.account === null) {
      throw new Error('no account');
    }
    return result.account;
  };

  it('are accepted until they expire', async () => {
    const { sandbox, app } = running();
    sandbox.control.setLifetimes({ accessTokenSeconds: 600 });
    const { result } = await app.signIn(ALICE);
    expect((await me(result.accessToken)).status).toBe(200);
    sandbox.control.advance(601_000);
    expect((await me(result.accessToken)).status).toBe(401);
  });

  it('of personal accounts are accepted as well', async () => {
    const { result } = await running().app.signIn('pia@outlook.example');
    expect((await me(result.accessToken)).status).toBe(200);
  });

  it('of personal accounts get no photo', async () => {
    const { sandbox, app } = running();
    const { result } = await app.signIn('pia@outlook.example');
    const authorization = `Bearer ${result.accessToken}`;
    const answer = await app.https.get(`${sandbox.graphBaseUrl}/me/photo/$value`, { authorization });
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ error: { code: 'ConsumerPhotoIsNotSupported' } });
  });

  it('are refused when changed, or when an id_token is sent instead', async () => {
    const { result } = await running().app.signIn(ALICE);
    expect((await me(`${result.accessToken}x`)).status).toBe(401);
    expect((await me(result.idToken)).status).toBe(401);
    expect((await me('')).status).toBe(401);
  });

  it('of a client with cp1 are challenged after a revocation, until the user has signed in again', async () => {
    const { sandbox, app } = running();
    const { result, client, browser } = await app.signIn(ALICE, { capabilities: ['CP1'] });
    sandbox.control.revokeAccessTokens(ALICE);
    const { status, challenge } = await me(result.accessToken);
    expect(status).toBe(401);
    const claims = claimsOf(challenge);
    const silent = client.acquireTokenSilent({ account: account(result), scopes: ['User.Read'], claims });
    await expect(silent).rejects.toMatchObject({ errorCode: 'invalid_grant', errorNo: 50173, subError: 'bad_token' });
    sandbox.control.advance(2000);
    const again = await app.start({ browser, claims, capabilities: ['CP1'] });
    expect(again.page.heading).toBe('Enter password');
    const fresh = await again.redeem(await app.walk(browser, again.page, ALICE));
    expect((await me(fresh.accessToken)).status).toBe(200);
  });

  it('of a client with cp1 are challenged for a second factor when the revocation demands one', async () => {
    const { sandbox, app } = running();
    const { result, client, browser } = await app.signIn(ALICE, { capabilities: ['CP1'] });
    sandbox.control.revokeAccessTokens(ALICE, 'step_up');
    const claims = claimsOf((await me(result.accessToken)).challenge);
    expect(claims).toContain('acrs');
    const silent = client.acquireTokenSilent({ account: account(result), scopes: ['User.Read'], claims });
    await expect(silent).rejects.toMatchObject({
      errorCode: 'interaction_required',
      errorNo: 50076,
      claims: expect.stringContaining('acrs'),
    });
    const again = await app.start({ browser, claims, capabilities: ['CP1'] });
    expect(again.page.heading).toBe('Approve sign in request');
    const fresh = await again.redeem(await app.walk(browser, again.page, ALICE));
    expect((await me(fresh.accessToken)).status).toBe(200);
  });

  it('of a client with cp1 are renewed by a silent call with the claims when the revocation permits that', async () => {
    const { sandbox, app } = running();
    const { result, client } = await app.signIn(ALICE, { capabilities: ['CP1'] });
    sandbox.control.revokeAccessTokens(ALICE, 'refresh');
    const claims = claimsOf((await me(result.accessToken)).challenge);
    sandbox.control.advance(5);
    const fresh = await client.acquireTokenSilent({ account: account(result), scopes: ['User.Read'], claims });
    expect((await me(fresh.accessToken)).status).toBe(200);
  });

  it('of a client without cp1 stay valid', async () => {
    const { sandbox, app } = running();
    const { result } = await app.signIn(ALICE);
    sandbox.control.revokeAccessTokens(ALICE);
    expect((await me(result.accessToken)).status).toBe(200);
  });

  it('need multi-factor authentication when a rule for their scope says so', async () => {
    const { sandbox, app } = running();
    const { result, client, browser } = await app.signIn(ALICE);
    sandbox.control.requireMfa({ scope: 'Mail.Read' });
    const refresh = (): Promise<AuthenticationResult | null> =>
      client.acquireTokenSilent({ account: account(result), scopes: ['Mail.Read'], forceRefresh: true });
    const refusal = await refresh().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ errorCode: 'interaction_required', subError: 'basic_action', errorNo: 50076 });
    expect(refusal).toHaveProperty('claims', expect.stringContaining('capolids'));
    const { page, redeem } = await app.start({ browser });
    expect(page.heading).toBe('Approve sign in request');
    await expect(redeem(await app.walk(browser, page, ALICE))).resolves.toBeDefined();
  });

  it('are valid for a day or more when the client handles claims challenges, with a hint when to refresh', async () => {
    const { result } = await running().app.signIn(ALICE, { capabilities: ['CP1'] });
    const seconds = ((result.expiresOn?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(23 * 3600);
    expect(result.refreshOn).toBeDefined();
  });

  it('open upload sessions at another origin, as Exchange does', async () => {
    const { sandbox, app } = running();
    const { result } = await app.signIn(ALICE, { scopes: ['Mail.ReadWrite'] });
    const headers = { authorization: `Bearer ${result.accessToken}`, 'content-type': 'application/json' };
    const draft = await app.https.post(`${sandbox.graphBaseUrl}/me/messages`, '{"subject":"draft"}', headers);
    const { id } = draft.json() as { id: string };
    const session = await app.https.post(
      `${sandbox.graphBaseUrl}/me/messages/${id}/attachments/createUploadSession`,
      JSON.stringify({ AttachmentItem: { attachmentType: 'file', name: 'big.bin', size: 4_000_000 } }),
      headers,
    );
    const { uploadUrl } = session.json() as { uploadUrl: string };
    expect(new URL(uploadUrl).pathname).toMatch(/^\/api\/gv1\.0\/users\(/);
    expect(new URL(uploadUrl).origin).not.toBe(new URL(sandbox.graphBaseUrl).origin);
  });
});
