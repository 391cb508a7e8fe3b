import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { readRegistrations, type RegistrationInput } from './directory/index.js';
import { startSandbox } from './start-sandbox.js';
import { CookieJarBrowser } from './testing/browser.js';
import { bodyOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const CAROUSEL = '11110000-5eed-4000-8000-000000000001';
const API = '11110000-5eed-4000-8000-000000000002';
const GROUP = '6e0a0001-5eed-4c0a-9001-c0a505016001';

const REGISTRATIONS: readonly RegistrationInput[] = [
  {
    clientId: CAROUSEL,
    displayName: 'Carousel',
    redirectUris: ['https://carousel.example/signin'],
    secrets: [{ value: 'carousel-secret' }],
    groupClaims: 'SecurityGroup',
    appRoles: [{ value: 'Admin', title: 'Administrator', allowedFor: ['User'] }],
    roleAssignments: [{ role: 'Admin', to: GROUP }],
    lifetimes: { accessTokenSeconds: 120 },
  },
  {
    clientId: API,
    displayName: 'Inventory',
    appIdUri: 'api://inventory',
    accessTokenVersion: 2,
    groupClaims: 'SecurityGroup',
    exposedScopes: [
      { value: 'Stock.Read', title: 'Read the stock', description: 'Reads what is in stock.', isAdminOnly: false },
    ],
    appRoles: [{ value: 'Keeper', title: 'Keeper', allowedFor: ['User'] }],
    roleAssignments: [{ role: 'Keeper', to: 'alice@contoso.example' }],
  },
];

describe('several app registrations', () => {
  const running = withSandbox({ registrations: REGISTRATIONS });
  const registrationOf = (clientId: string) => {
    const found = running().sandbox.control.registrations.find((candidate) => candidate.clientId === clientId);
    if (found === undefined) {
      throw new Error(`No registration ${clientId}`);
    }
    return found;
  };

  it('signs users in to each with its own redirect URI, secret, name and consents', async () => {
    const { app, sandbox } = running();
    await app.signIn('alice@contoso.example');
    const carousel = registrationOf(CAROUSEL);
    const started = await app.start({ registration: carousel, scopes: ['User.Read'] });
    const consent = await started.browser.submit(
      await started.browser.submit(started.page, 'username', { loginfmt: 'alice@contoso.example' }),
      'password',
    );
    expect(consent.text).toContain('Carousel');
    const answer = await started.browser.submit(consent, 'consent', { go: 'accept' });
    expect(answer.location?.origin).toBe('https://carousel.example');

    const result = await started.redeem(answer);

    expect(decodeJwt(result.idToken)).toMatchObject({ aud: CAROUSEL, roles: ['Admin'], groups: [GROUP] });
    expect(decodeJwt(result.accessToken)).toMatchObject({
      appid: CAROUSEL,
      app_displayname: 'Carousel',
      scp: 'User.Read openid profile',
    });
    expect(result.expiresOn?.getTime()).toBeLessThanOrEqual(Date.now() + 121_000);
    expect(sandbox.control.consents('alice@contoso.example', undefined, CAROUSEL)).not.toContain('Mail.Read');
    expect(sandbox.control.consents('alice@contoso.example')).toContain('Mail.Read');
  });

  it('refuses a redirect URI that is registered for another app as AADSTS50011', async () => {
    const tokens = new TokenRequests(running());
    const page = await fetch(tokens.authorizeUrl({ client_id: CAROUSEL }), { redirect: 'manual' });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('AADSTS50011');
  });

  it('redeems a code and a refresh token for no other client than the one they were issued to', async () => {
    const { app } = running();
    const tokens = new TokenRequests(running());
    const { page, ...started } = await app.start();
    const answer = await app.walk(started.browser, page, 'alice@contoso.example');
    const asCarousel = { client_id: CAROUSEL, client_secret: 'carousel-secret' };
    const refused = bodyOf(await tokens.code(answer.answer['code'] ?? '', asCarousel));
    expect(refused).toMatchObject({ error: 'invalid_grant', error_codes: [9002313] });

    const result = await started.redeem(answer);
    const cache = started.client.getTokenCache().serialize();
    const [refreshToken] = Object.values(
      (JSON.parse(cache) as { RefreshToken: Record<string, { secret: string }> }).RefreshToken,
    );
    expect(result.account?.username).toBe('alice@contoso.example');
    expect(bodyOf(await tokens.refresh(refreshToken?.secret ?? '', asCarousel))).toMatchObject({
      error_codes: [700003],
    });
  });

  it('issues tokens for an exposed API that the API can check by the published keys, in the version that it asked for', async () => {
    const { app, sandbox } = running();
    const { result } = await app.signIn('alice@contoso.example', { scopes: ['api://inventory/Stock.Read'] });
    const keys = await app.https.get(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);

    const { payload } = await jwtVerify(result.accessToken, createLocalJWKSet(keys.json() as JSONWebKeySet), {
      audience: API,
      issuer: `${sandbox.authorityHost}/${result.tenantId}/v2.0`,
    });

    expect(payload).toMatchObject({
      azp: sandbox.control.registration.clientId,
      azpacr: '1',
      scp: 'Stock.Read',
      roles: ['Keeper'],
      groups: [GROUP],
      preferred_username: 'alice@contoso.example',
      ver: '2.0',
    });
    expect(result.scopes).toContain('api://inventory/Stock.Read');
  });

  it('refuses a scope that the API does not expose as AADSTS650053 and an API that is not registered as AADSTS500011', async () => {
    const { app } = running();
    const codeFor = async (scope: string): Promise<string | undefined> => {
      const browser = new CookieJarBrowser();
      const page = await browser.get(new TokenRequests(running()).authorizeUrl({ scope }));
      const { answer } = await app.walk(browser, page, 'alice@contoso.example');
      return answer['error_description']?.split(':')[0];
    };
    expect(await codeFor('api://inventory/Stock.Write')).toBe('AADSTS650053');
    expect(await codeFor('api://nobody/Stock.Read')).toBe('AADSTS500011');
  });

  it.each([
    [200, { groups: expect.any(Array) as unknown }],
    [
      201,
      {
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: expect.stringContaining('/getMemberObjects') as unknown } },
      },
    ],
  ])('puts up to 200 groups into the ID token, and a reference in place of more: %i', async (count, expected) => {
    const { app, sandbox } = running();
    const { oid } = sandbox.control.requireUser('dora@contoso.example');
    for (let number = 1; number < count; number += 1) {
      sandbox.control.setGroup({
        id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
        displayName: `Group ${number}`,
        members: [oid],
      });
    }
    const { result } = await app.signIn('dora@contoso.example', {
      registration: registrationOf(CAROUSEL),
      scopes: ['User.Read'],
    });
    const claims = decodeJwt(result.idToken);
    expect(claims).toMatchObject(expected);
    expect((claims['groups'] as unknown[] | undefined)?.length ?? 0).toBe(count > 200 ? 0 : 200);
  });
});

describe('app registrations that are read from JSON', () => {
  it('reads everything that the portal can express', () => {
    expect(readRegistrations(JSON.parse(JSON.stringify(REGISTRATIONS)))).toEqual(REGISTRATIONS);
  });

  it('reports all problems at once, each with its path', () => {
    const wrong = [
      { clientId: 'mail', redirectUri: 'https://a.example' },
      { displayName: 7, secrets: ['text'], groupClaims: 'All' },
    ];
    expect(() => readRegistrations(wrong)).toThrow(
      [
        'registrations[0] has no member redirectUri',
        'registrations[0].clientId has to be a GUID',
        'registrations[1].clientId has to be a GUID',
        'registrations[1].displayName has to be text',
        'registrations[1].secrets[0] has to be an object',
        'registrations[1].groupClaims has to be one of None, SecurityGroup',
      ].join('; '),
    );
  });

  it('refuses two registrations with the same client id', async () => {
    await expect(startSandbox({ registrations: [{ clientId: API }, { clientId: API.toUpperCase() }] })).rejects.toThrow(
      /There is an app registration/,
    );
  });
});
