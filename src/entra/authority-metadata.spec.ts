import { parseMetadata, refusalOfMetadata } from './authority-metadata.js';

const host = 'https://login.microsoftonline.com';
const contoso = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';

function documentOf(tenant: string, changes: object = {}): object {
  const base = `${host}/${tenant === '{tenantid}' ? 'common' : tenant}`;
  return {
    issuer: `${host}/${tenant}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    ...changes,
  };
}

describe('the metadata of the authority', () => {
  it.each([
    ['common', '{tenantid}'],
    ['organizations', '{tenantid}'],
    ['consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'],
    [contoso, contoso],
    ['contoso.example', contoso],
  ])('for %s is accepted with the issuer of %s', (tenant, issuerTenant) => {
    expect(parseMetadata(documentOf(issuerTenant), host, tenant)).toMatchObject({
      issuer: `${host}/${issuerTenant}/v2.0`,
    });
  });

  it.each<[string, string, string, object?]>([
    ['the issuer of another tenant', contoso, 'fab21ca0-5eed-4b22-9d1e-7a3c5e8f1b02'],
    ['one fixed issuer for all tenants', 'common', contoso],
    ['a template for one tenant', contoso, '{tenantid}'],
    ['a foreign issuer', 'common', '{tenantid}', { issuer: 'https://login.attacker.example/{tenantid}/v2.0' }],
    ['an issuer with a longer host', 'common', '{tenantid}', { issuer: `${host}.attacker.example/{tenantid}/v2.0` }],
    ['an issuer without its version', 'common', '{tenantid}', { issuer: `${host}/{tenantid}/` }],
    ['no issuer', 'common', '{tenantid}', { issuer: undefined }],
    ['no token endpoint', 'common', '{tenantid}', { token_endpoint: undefined }],
    ['a token endpoint without TLS', 'common', '{tenantid}', { token_endpoint: 'http://login.microsoftonline.com/t' }],
    ['a token endpoint elsewhere', 'common', '{tenantid}', { token_endpoint: 'https://login.attacker.example/token' }],
    ['a token endpoint without TLS on loopback', 'common', '{tenantid}', { token_endpoint: 'http://127.0.0.1/token' }],
    ['a token endpoint that is a blob', 'common', '{tenantid}', { token_endpoint: `blob:${host}/t` }],
    ['keys without TLS', 'common', '{tenantid}', { jwks_uri: 'http://login.microsoftonline.com/keys' }],
    ['keys elsewhere', 'common', '{tenantid}', { jwks_uri: 'https://login.attacker.example/keys' }],
    ['keys on another port', 'common', '{tenantid}', { jwks_uri: `${host}:8443/keys` }],
    ['keys at no URL', 'common', '{tenantid}', { jwks_uri: 'not a url' }],
    ['an authorize endpoint without TLS', 'common', '{tenantid}', { authorization_endpoint: 'http://login.example/a' }],
    [
      'an authorize endpoint that runs script',
      'common',
      '{tenantid}',
      { authorization_endpoint: 'javascript:alert(1)' },
    ],
    [
      'an authorize endpoint that runs script, as if on loopback',
      'common',
      '{tenantid}',
      { authorization_endpoint: 'javascript://localhost/%0aalert(1)' },
    ],
    ['an authorize endpoint at no URL', 'common', '{tenantid}', { authorization_endpoint: 'not a url' }],
    ['a sign-out endpoint without TLS', 'common', '{tenantid}', { end_session_endpoint: 'http://login.example/l' }],
    ['an authorize endpoint elsewhere', 'common', '{tenantid}', { authorization_endpoint: 'https://login.example/a' }],
    ['a sign-out endpoint elsewhere', 'common', '{tenantid}', { end_session_endpoint: 'https://login.example/l' }],
    ['a sign-out endpoint on another port', 'common', '{tenantid}', { end_session_endpoint: `${host}:8443/l` }],
    ['no sign-out endpoint', 'common', '{tenantid}', { end_session_endpoint: undefined }],
  ])('is refused with %s', (_what, tenant, issuerTenant, changes = {}) => {
    expect(parseMetadata(documentOf(issuerTenant, changes), host, tenant)).toBeUndefined();
  });

  it('is refused without TLS, whatever host is configured', () => {
    const plain = host.replace('https:', 'http:');
    const document = JSON.parse(JSON.stringify(documentOf('{tenantid}')).replaceAll(host, plain)) as object;
    const front = { authorization_endpoint: `${host}/a`, end_session_endpoint: `${host}/l` };
    expect(parseMetadata({ ...document, ...front }, plain, 'common')).toBeUndefined();
  });

  it('may send the browser to plain http on loopback, for a local authority', () => {
    const local = { authorization_endpoint: 'http://127.0.0.1:1/a', end_session_endpoint: 'http://localhost:1/l' };
    expect(parseMetadata(documentOf('{tenantid}', local), host, 'common')).toMatchObject({
      authorizationEndpoint: 'http://127.0.0.1:1/a',
    });
  });

  it.each([[null], [[]], ['text'], [{}], [undefined]])('is not %j', (document) => {
    expect(parseMetadata(document, host, 'common')).toBeUndefined();
  });

  it.each([
    [
      'https://login.windows.net',
      `${host}/common/v2.0`,
      /login\.windows\.net is an alias; set ENTRA_AUTHORITY_HOST to https:\/\/login\.microsoftonline\.com$/,
    ],
    ['https://login.microsoft.com', `${host}/common/v2.0`, /login\.microsoft\.com is an alias/],
    ['https://sts.windows.net', `${host}/common/v2.0`, /sts\.windows\.net is an alias/],
    [
      host,
      'https://login.microsoftonline.us/{tenantid}/v2.0',
      /US government; set ENTRA_AUTHORITY_HOST to https:\/\/login\.microsoftonline\.us$/,
    ],
    [host, 'https://login.partner.microsoftonline.cn/{tenantid}/v2.0', /in China/],
    [host, 'https://login.example/{tenantid}/v2.0', /its issuer is elsewhere$/],
    [host, `${host}/other/v2.0`, /not that of the configured authority$/],
    [host, 7, /not that of the configured authority$/],
  ])('of %s with the issuer %j is refused with the reason', (authority, issuer, reason) => {
    expect(refusalOfMetadata({ issuer }, authority)).toMatch(reason);
  });

  it('does not read the dots of a host as any character', () => {
    const document = documentOf('{tenantid}', { issuer: 'https://loginxmicrosoftonline.com/{tenantid}/v2.0' });
    expect(parseMetadata(document, host, 'common')).toBeUndefined();
  });
});
