import { createHash, X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import {
  contosoTenantId,
  fabrikamTenantId,
  ordersResourceId,
  ordersResourceUri,
  type RegistrationInput,
} from './directory/index.js';
import { bodyOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const DAEMON = '22220000-5eed-4000-8000-000000000001';
const GATEWAY = '22220000-5eed-4000-8000-000000000002';

const REGISTRATIONS: readonly RegistrationInput[] = [
  {
    clientId: DAEMON,
    displayName: 'Night job',
    secrets: [{ value: 'night' }],
    applicationPermissions: [
      'User.Read.All',
      `${ordersResourceUri}/Orders.Read.All`,
      `${ordersResourceUri}/Orders.Clerk`,
    ],
  },
  {
    clientId: GATEWAY,
    displayName: 'Gateway',
    secrets: [{ value: 'gate' }],
    appIdUri: 'api://gateway',
    exposedScopes: [{ value: 'Use', title: 'Use the gateway', description: 'Uses the gateway.', isAdminOnly: false }],
  },
];

describe('grants that msal-node requests as an app and as a middle tier', () => {
  const running = withSandbox({ registrations: REGISTRATIONS });
  const clientOf = (auth: Partial<Configuration['auth']> & { clientId: string }): ConfidentialClientApplication => {
    const { sandbox, app } = running();
    return new ConfidentialClientApplication({
      auth: {
        authority: `${sandbox.authorityHost}/${contosoTenantId}`,
        knownAuthorities: [new URL(sandbox.authorityHost).host],
        ...auth,
      },
      system: { networkClient: app.network() },
    });
  };
  const ordersOf = (token: string, method = 'GET'): Promise<number> => {
    const { sandbox, app } = running();
    return app.https
      .request(method, `${sandbox.ordersUrl}/orders`, { headers: { authorization: `Bearer ${token}` } })
      .then(({ status }) => status);
  };

  describe('client_credentials', () => {
    const scopes = [`${ordersResourceUri}/.default`];

    it('issues an app-only token with the granted roles, and the API permits what they allow', async () => {
      const result = await clientOf({ clientId: DAEMON, clientSecret: 'night' }).acquireTokenByClientCredential({
        scopes,
      });
      const token = result?.accessToken ?? '';
      const claims = decodeJwt(token);
      expect(claims).toMatchObject({
        aud: ordersResourceUri,
        appid: DAEMON,
        appidacr: '1',
        idtyp: 'app',
        tid: contosoTenantId,
        // Orders.Clerk can be assigned to users only.
        roles: ['Orders.Read.All'],
      });
      expect(claims.sub).toBe(claims['oid']);
      expect(claims).not.toHaveProperty('scp');
      expect([await ordersOf(token), await ordersOf(token, 'POST')]).toEqual([200, 403]);
    });

    it('is refused by Graph at /me, which is a delegated path', async () => {
      const { sandbox, app } = running();
      const result = await clientOf({ clientId: DAEMON, clientSecret: 'night' }).acquireTokenByClientCredential({
        scopes: ['https://graph.microsoft.com/.default'],
      });
      expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ roles: ['User.Read.All'] });
      const answer = await app.https.get(`${sandbox.graphBaseUrl}/me`, {
        authorization: `Bearer ${result?.accessToken ?? ''}`,
      });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('/me request is only valid with delegated authentication flow.');
    });

    it('accepts a certificate and a federated token as the credential', async () => {
      const { sandbox } = running();
      const made = await generate([{ name: 'commonName', value: 'night job' }], { algorithm: 'sha256' });
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
      sandbox.control.configureApp(
        {
          certificates: [made.cert],
          federatedCredentials: [
            {
              issuer: 'https://issuer.example',
              subject: 'repo:night',
              audience: 'api://AzureADTokenExchange',
              keys: [await exportJWK(publicKey)],
            },
          ],
        },
        DAEMON,
      );
      const thumbprintSha256 = createHash('sha256').update(new X509Certificate(made.cert).raw).digest('hex');
      const byCertificate = clientOf({
        clientId: DAEMON,
        clientCertificate: { thumbprintSha256, privateKey: made.private },
      });
      const byFederation = clientOf({
        clientId: DAEMON,
        clientAssertion: () =>
          new SignJWT()
            .setProtectedHeader({ alg: 'RS256' })
            .setIssuer('https://issuer.example')
            .setSubject('repo:night')
            .setAudience('api://AzureADTokenExchange')
            .setExpirationTime('5m')
            .sign(privateKey),
      });
      for (const client of [byCertificate, byFederation]) {
        const result = await client.acquireTokenByClientCredential({ scopes });
        expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ appid: DAEMON, appidacr: '2' });
      }
    });

    it.each([
      ['a scope that is not .default', { scope: `${ordersResourceUri}/Orders.Read` }, contosoTenantId, 1002012],
      ['an API that nobody registered', { scope: 'api://nobody/.default' }, contosoTenantId, 500011],
      ['common, which names no tenant', { scope: `${ordersResourceUri}/.default` }, 'common', 9001023],
      ['organizations', { scope: `${ordersResourceUri}/.default` }, 'organizations', 50059],
      ['a wrong secret', { scope: `${ordersResourceUri}/.default`, client_secret: 'x' }, contosoTenantId, 7000215],
      ['no credential', { scope: `${ordersResourceUri}/.default`, client_secret: '' }, contosoTenantId, 7000218],
    ])('refuses %s', async (_name, form, tenant, code) => {
      const answer = await new TokenRequests(running()).post(
        { client_id: DAEMON, client_secret: 'night', grant_type: 'client_credentials', ...form },
        tenant,
      );
      expect(bodyOf(answer)['error_codes']).toEqual([code]);
    });
  });

  describe('on-behalf-of', () => {
    const gateway = (): ConfidentialClientApplication => clientOf({ clientId: GATEWAY, clientSecret: 'gate' });
    const assertionOf = async (user: string, scope = 'api://gateway/Use'): Promise<string> => {
      const { result } = await running().app.signIn(user, { scopes: [scope] });
      return result.accessToken;
    };

    it('gives the middle tier a token for the next API, for the same user', async () => {
      const { control } = running().sandbox;
      control.grantConsent('alice@contoso.example', [`${ordersResourceUri}/Orders.Read`], undefined, GATEWAY);
      const assertion = await assertionOf('alice@contoso.example');
      expect(await ordersOf(assertion)).toBe(401);

      const result = await gateway().acquireTokenOnBehalfOf({
        oboAssertion: assertion,
        scopes: [`${ordersResourceUri}/Orders.Read`],
      });

      expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
        aud: ordersResourceUri,
        appid: GATEWAY,
        unique_name: 'alice@contoso.example',
        scp: 'Orders.Read',
      });
      expect(await ordersOf(result?.accessToken ?? '')).toBe(200);
    });

    it('gives a token of the tenant that the middle tier names, where the user is a guest or nobody', async () => {
      const { control } = running().sandbox;
      control.grantConsent('greta@fabrikam.example', ['User.Read'], 'contoso.example', GATEWAY);
      const assertion = await assertionOf('greta@fabrikam.example');
      expect(decodeJwt(assertion)).toMatchObject({ tid: fabrikamTenantId });
      const asked = { oboAssertion: assertion, scopes: ['User.Read'] };

      const result = await gateway().acquireTokenOnBehalfOf(asked);
      expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
        tid: contosoTenantId,
        oid: '92e7a9e5-0009-4c0a-8a09-c0a505010009',
      });
      const stranger = { ...asked, oboAssertion: await assertionOf('felix@fabrikam.example') };
      await expect(gateway().acquireTokenOnBehalfOf(stranger)).rejects.toMatchObject({ errorNo: 50020 });
    });

    it('is refused as AADSTS65001 with consent_required until the user has consented to the middle tier', async () => {
      const assertion = await assertionOf('alice@contoso.example');
      const refused = gateway().acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes: ['User.Read'] });
      await expect(refused).rejects.toMatchObject({
        name: 'InteractionRequiredAuthError',
        errorNo: 65001,
        subError: 'consent_required',
      });
    });

    it('passes on the claims challenge of conditional access', async () => {
      const { control } = running().sandbox;
      const assertion = await assertionOf('alice@contoso.example');
      control.grantConsent('alice@contoso.example', ['User.Read'], undefined, GATEWAY);
      control.requireMfa({ user: 'alice@contoso.example' });
      await expect(
        gateway().acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes: ['User.Read'] }),
      ).rejects.toMatchObject({
        errorNo: 50076,
        claims: expect.stringContaining('capolids') as unknown,
      });
    });

    it.each([
      [
        'a token for another API',
        500131,
        () => assertionOf('alice@contoso.example', `${ordersResourceUri}/Orders.Read`),
      ],
      ['what nobody issued', 50013, () => Promise.resolve('not.a.token')],
      [
        'an expired token',
        500133,
        async () => {
          const assertion = await assertionOf('alice@contoso.example');
          running().sandbox.control.advance(24 * 3600 * 1000);
          return assertion;
        },
      ],
      [
        'an app-only token',
        7000114,
        async () => {
          const client = clientOf({ clientId: DAEMON, clientSecret: 'night' });
          const result = await client.acquireTokenByClientCredential({ scopes: ['api://gateway/.default'] });
          return result?.accessToken ?? '';
        },
      ],
    ])('refuses %s', async (_name, code, assertionFrom) => {
      const answer = await new TokenRequests(running()).post(
        {
          client_id: GATEWAY,
          client_secret: 'gate',
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await assertionFrom(),
          requested_token_use: 'on_behalf_of',
          scope: 'User.Read',
        },
        contosoTenantId,
      );
      expect(bodyOf(answer)['error_codes']).toEqual([code]);
    });
  });

  it('asks for no consent for a client that the API has pre-authorized', async () => {
    const { sandbox, app } = running();
    sandbox.control.configureApp({ preAuthorizedClients: [sandbox.control.registration.clientId] }, ordersResourceId);
    const { browser, page } = await app.start({ scopes: [`${ordersResourceUri}/Orders.Write`] });
    const next = await browser.submit(
      await browser.submit(page, 'username', { loginfmt: 'alice@contoso.example' }),
      'password',
    );
    expect(next.permissions).not.toContain('Place and change orders');
    sandbox.control.configureApp({ preAuthorizedClients: [] }, ordersResourceId);
  });
});
