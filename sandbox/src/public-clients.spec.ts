import { createHash } from 'node:crypto';
import { PublicClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import type { RegistrationInput } from './directory/index.js';
import { CookieJarBrowser, type Page } from './testing/browser.js';
import { bodyOf, textOf, type TokenBody, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const SPA = '33330000-5eed-4000-8000-000000000001';
const CLI = '33330000-5eed-4000-8000-000000000002';
const ORIGIN = 'http://localhost:5173';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const REGISTRATIONS: readonly RegistrationInput[] = [
  {
    clientId: SPA,
    displayName: 'Single page',
    redirectUris: ['http://localhost:3000/server'],
    spaRedirectUris: [`${ORIGIN}/`],
    secrets: [{ value: 'of the server' }],
  },
  {
    clientId: CLI,
    displayName: 'Command line',
    publicRedirectUris: ['http://localhost'],
    allowsPublicClientFlows: true,
    // So that a test doesn't wait for five seconds.
    lifetimes: { deviceIntervalSeconds: 1 },
  },
];

describe('public clients', () => {
  const running = withSandbox({ registrations: REGISTRATIONS });
  const tokens = (): TokenRequests => new TokenRequests(running());

  const codeFor = async (
    clientId: string,
    redirectUri: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const browser = new CookieJarBrowser();
    const page = await browser.get(
      tokens().authorizeUrl({
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid profile offline_access User.Read',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        ...more,
      }),
    );
    return (await running().app.walk(browser, page, 'alice@contoso.example')).answer['code'] ?? '';
  };
  const redeem = async (
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TokenBody & { readonly cors?: unknown }> => {
    const answer = await tokens().post(
      { grant_type: 'authorization_code', code_verifier: VERIFIER, ...form },
      'common',
      headers,
    );
    return { ...bodyOf(answer), cors: answer.headers['access-control-allow-origin'] };
  };
  const asPage = { origin: ORIGIN };

  it('redeems the code of a single-page app across origins, without a secret, and lets the page read the response', async () => {
    const code = await codeFor(SPA, `${ORIGIN}/`);
    const body = await redeem({ client_id: SPA, redirect_uri: `${ORIGIN}/`, code }, asPage);
    expect(body).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) as unknown, cors: ORIGIN });
    expect(decodeJwt(textOf(body, 'access_token'))).toMatchObject({ appid: SPA, appidacr: '0' });
  });

  it.each([
    ['a code of a single-page app without an origin', SPA, `${ORIGIN}/`, {}, {}, 9002327],
    [
      'a code of a single-page app with a secret',
      SPA,
      `${ORIGIN}/`,
      asPage,
      { client_secret: 'of the server' },
      700025,
    ],
    ['a code of the web platform with an origin', SPA, 'http://localhost:3000/server', asPage, {}, 9002326],
    ['a code of the web platform without a secret', SPA, 'http://localhost:3000/server', {}, {}, 7000218],
    ['a code of a native app with a secret', CLI, 'http://localhost', {}, { client_secret: 'x' }, 700025],
  ])('refuses %s', async (_name, clientId, redirectUri, headers, form, error) => {
    const code = await codeFor(clientId, redirectUri);
    const body = await redeem({ client_id: clientId, redirect_uri: redirectUri, code, ...form }, headers);
    expect(body['error_codes']).toEqual([error]);
    // The page can read why it was refused.
    expect(body.cors).toBe('origin' in headers ? ORIGIN : undefined);
  });

  it('refuses the code of a single-page app that began without PKCE as AADSTS9002325', async () => {
    const code = await codeFor(SPA, `${ORIGIN}/`, { code_challenge: '', code_challenge_method: '' });
    const body = await redeem({ client_id: SPA, redirect_uri: `${ORIGIN}/`, code, code_verifier: '' }, asPage);
    expect(body['error_codes']).toEqual([9002325]);
  });

  it('ends the refresh tokens of a single-page app 24 hours after its sign-in, however often it refreshes', async () => {
    const { control } = running().sandbox;
    const code = await codeFor(SPA, `${ORIGIN}/`);
    const first = await redeem({ client_id: SPA, redirect_uri: `${ORIGIN}/`, code }, asPage);
    const refresh = (body: TokenBody): Promise<TokenBody> =>
      redeem(
        {
          grant_type: 'refresh_token',
          client_id: SPA,
          refresh_token: textOf(body, 'refresh_token'),
          scope: 'User.Read offline_access',
        },
        asPage,
      );
    control.advance(23 * 3600 * 1000);
    const second = await refresh(first);
    expect(second).toHaveProperty('access_token');
    control.advance(2 * 3600 * 1000);
    expect(await refresh(second)).toMatchObject({ error: 'invalid_grant', error_codes: [700084] });
  });

  it('responds to the preflight of a page, and permits it to read metadata and Graph', async () => {
    const { sandbox, app } = running();
    const preflight = {
      ...asPage,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const ask = (url: string): Promise<{ status: number; headers: Readonly<Record<string, string>> }> =>
      app.https.request('OPTIONS', url, { headers: preflight });
    for (const url of [`${sandbox.authorityHost}/common/oauth2/v2.0/token`, `${sandbox.graphBaseUrl}/me`]) {
      const { status, headers } = await ask(url);
      expect([status, headers['access-control-allow-headers']]).toEqual([200, 'authorization']);
    }
    const discovery = await app.https.get(
      `${sandbox.authorityHost}/common/v2.0/.well-known/openid-configuration`,
      asPage,
    );
    expect(discovery.headers['access-control-allow-origin']).toBe('*');
    const me = await app.https.get(`${sandbox.graphBaseUrl}/me`, asPage);
    expect([me.status, me.headers['access-control-allow-origin']]).toEqual([401, '*']);
  });

  it('redeems the code of a native app without a secret and without an origin', async () => {
    const code = await codeFor(CLI, 'http://localhost');
    expect(await redeem({ client_id: CLI, redirect_uri: 'http://localhost', code })).toHaveProperty('access_token');
  });
});

describe('the device code flow', () => {
  const running = withSandbox({ registrations: REGISTRATIONS });
  const device = (clientId = CLI): Promise<TokenBody> =>
    running()
      .app.https.post(`${running().sandbox.authorityHost}/organizations/oauth2/v2.0/devicecode`, {
        client_id: clientId,
        scope: 'openid profile offline_access User.Read',
      })
      .then(bodyOf);
  const poll = async (body: TokenBody, clientId = CLI): Promise<TokenBody> =>
    bodyOf(
      await new TokenRequests(running()).post(
        {
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          client_id: clientId,
          device_code: textOf(body, 'device_code'),
        },
        'organizations',
      ),
    );
  const enter = async (
    body: TokenBody,
    code = textOf(body, 'user_code'),
  ): Promise<{ browser: CookieJarBrowser; page: Page }> => {
    const browser = new CookieJarBrowser();
    const form = await browser.get(textOf(body, 'verification_uri'));
    return { browser, page: await browser.submit(form, 'code', { otc: code }) };
  };
  const signIn = async (body: TokenBody): Promise<{ browser: CookieJarBrowser; page: Page }> => {
    const { browser, page } = await enter(body);
    const password = await browser.submit(page, 'username', { loginfmt: 'alice@contoso.example' });
    return { browser, page: await browser.submit(password, 'password') };
  };

  it('signs msal-node in after the user typed the code, said that it is their device, and consented', async () => {
    const { app, sandbox } = running();
    const client = new PublicClientApplication({
      auth: {
        clientId: CLI,
        authority: `${sandbox.authorityHost}/organizations`,
        knownAuthorities: [new URL(sandbox.authorityHost).host],
      },
      system: { networkClient: app.network() },
    });
    const pages: string[] = [];
    const result = await client.acquireTokenByDeviceCode({
      scopes: ['User.Read'],
      deviceCodeCallback: ({ userCode, verificationUri }) => {
        void signIn({ user_code: userCode.toLowerCase(), verification_uri: verificationUri }).then(
          async ({ browser, page }) => {
            const consent = await browser.submit(page, 'confirm', { go: 'continue' });
            const done = await browser.submit(consent, 'consent', { go: 'accept' });
            pages.push(page.title, consent.title, done.text);
          },
        );
      },
    });
    expect(result?.account?.username).toBe('alice@contoso.example');
    expect(pages).toEqual([
      'Are you trying to sign in to Command line?',
      'Permissions requested',
      expect.stringContaining('You have signed in to the Command line application on your device.'),
    ]);
  });

  it('makes the device wait and slow down, and reports that its code has expired', async () => {
    const { control } = running().sandbox;
    const body = await device();
    expect(body).toMatchObject({
      expires_in: 900,
      interval: 1,
      message: expect.stringContaining(textOf(body, 'user_code')) as unknown,
    });
    expect(await poll(body)).toMatchObject({ error: 'authorization_pending', error_codes: [70016] });
    expect(await poll(body)).toMatchObject({ error: 'slow_down' });
    control.advance(1000);
    expect(await poll(body)).toMatchObject({ error: 'authorization_pending' });
    control.advance(900_000);
    expect(await poll(body)).toMatchObject({ error: 'expired_token', error_codes: [70020] });
    expect((await enter(body)).page.text).toContain("That code didn't work");
  });

  it('is declined by a user who does not own the device, and issues tokens only once', async () => {
    const declined = await device();
    const { browser, page } = await signIn(declined);
    expect((await browser.submit(page, 'confirm', { go: 'cancel' })).text).toContain('You have not signed in');
    expect(await poll(declined)).toMatchObject({ error: 'authorization_declined' });

    const approved = await device();
    const again = await signIn(approved);
    const consent = await again.browser.submit(again.page, 'confirm', { go: 'continue' });
    await again.browser.submit(consent, 'consent', { go: 'accept' });
    expect(await poll(approved)).toHaveProperty('refresh_token');
    expect(await poll(approved)).toMatchObject({ error: 'invalid_grant' });
  });

  it('refuses a code of another client, and a client that allows no public flows as AADSTS7000218', async () => {
    const body = await device();
    const { clientId } = running().sandbox.control.registration;
    expect(await poll(body, SPA)).toMatchObject({ error_codes: [7000218] });
    expect(await poll(await device(clientId), clientId)).toMatchObject({ error_codes: [7000218] });
    expect(await poll({ device_code: 'nobody' })).toMatchObject({
      error: 'bad_verification_code',
      error_codes: [70018],
    });
  });
});
