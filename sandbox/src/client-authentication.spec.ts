import { createHash, X509Certificate } from 'node:crypto';
import { exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import { bodyOf, TokenRequests } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** The refusal of a refresh token that does not exist: it shows that the client was authenticated. */
const AUTHENTICATED = [9002313];

describe('client authentication at the token endpoint', () => {
  const running = withSandbox();
  const grant = { grant_type: 'refresh_token', refresh_token: 'x' } as const;

  const codesFor = async (
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> =>
    bodyOf(await new TokenRequests(running()).post({ ...grant, ...form }, 'common', headers))['error_codes'];

  const clientId = (): string => running().sandbox.control.registration.clientId;

  it.each([
    ['no credential', {}, 401, 7000218],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 7000215],
    ['another client', { client_id: '0ddba11c-0000-4000-8000-000000000000' }, 400, 700016],
  ])('refuses %s', async (_name, form, status, code) => {
    const answer = await new TokenRequests(running()).post({ client_id: clientId(), ...grant, ...form });
    expect(answer.status).toBe(status);
    expect(bodyOf(answer)['error_codes']).toEqual([code]);
    expect(bodyOf(answer)).toHaveProperty('error_description', expect.stringMatching(new RegExp(`^AADSTS${code}: `)));
  });

  it('accepts several secrets at once and refuses an expired one as AADSTS7000222', async () => {
    const { control } = running().sandbox;
    const before = control.registration.secrets;
    control.configureApp({ secrets: [...before, { value: 'second' }, { value: 'old', expiresAt: control.now() - 1 }] });
    expect(await codesFor({ client_id: clientId(), client_secret: 'second' })).toEqual(AUTHENTICATED);
    expect(await codesFor({ client_id: clientId(), client_secret: before[0]?.value ?? '' })).toEqual(AUTHENTICATED);
    expect(await codesFor({ client_id: clientId(), client_secret: 'old' })).toEqual([7000222]);
    control.configureApp({ secrets: before });
  });

  it('accepts client_secret_basic', async () => {
    const { client_id: id = '', client_secret: secret = '' } = new TokenRequests(running()).client;
    const credentials = Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString('base64');
    expect(await codesFor({}, { authorization: `Basic ${credentials}` })).toEqual(AUTHENTICATED);
  });

  it('accepts an assertion that is signed with a registered certificate, for this endpoint and within its lifetime', async () => {
    const { sandbox } = running();
    const made = await generate([{ name: 'commonName', value: 'app' }], { algorithm: 'sha256' });
    sandbox.control.configureApp({ certificates: [made.cert] });
    const key = await importPKCS8(made.private, 'PS256');
    const thumbprint = createHash('sha256').update(new X509Certificate(made.cert).raw).digest('base64url');
    const endpoint = `${sandbox.authorityHost}/common/oauth2/v2.0/token`;
    const assertion = (audience: string, expiresIn: string, x5t = thumbprint): Promise<string> =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'PS256', 'x5t#S256': x5t })
        .setIssuer(clientId())
        .setSubject(clientId())
        .setAudience(audience)
        .setExpirationTime(expiresIn)
        .sign(key);
    const present = async (value: string): Promise<unknown> =>
      codesFor({ client_id: clientId(), client_assertion_type: assertionType, client_assertion: value });
    expect(await present(await assertion(endpoint, '5m'))).toEqual(AUTHENTICATED);
    expect(await present(await assertion('https://login.other.example/token', '5m'))).toEqual([700023]);
    expect(await present(await assertion(endpoint, '-10m'))).toEqual([700024]);
    expect(await present(await assertion(endpoint, '5m', 'unknown'))).toEqual([700027]);
    expect(await present('no-jwt')).toEqual([50027]);
  });

  it('accepts a federated token of a trusted issuer and subject, and no other', async () => {
    const { sandbox } = running();
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    sandbox.control.configureApp({
      federatedCredentials: [
        {
          issuer: 'https://cluster.example',
          subject: 'system:serviceaccount:mail:bff',
          audience: 'api://AzureADTokenExchange',
          keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }],
        },
      ],
    });
    const present = async (subject: string): Promise<unknown> => {
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer('https://cluster.example')
        .setSubject(subject)
        .setAudience('api://AzureADTokenExchange')
        .setExpirationTime('5m')
        .sign(privateKey);
      return codesFor({ client_id: clientId(), client_assertion_type: assertionType, client_assertion: token });
    };
    expect(await present('system:serviceaccount:mail:bff')).toEqual(AUTHENTICATED);
    expect(await present('system:serviceaccount:other:other')).toEqual([700211]);
  });
});
