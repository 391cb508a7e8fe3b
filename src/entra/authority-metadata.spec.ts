import { parseMetadata } from './authority-metadata.js';

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
  ])('for %s is taken with the issuer of %s', (tenant, issuerTenant) => {
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

  it('does not read the dots of a host as any character', () => {
    const document = documentOf('{tenantid}', { issuer: 'https://loginxmicrosoftonline.com/{tenantid}/v2.0' });
    expect(parseMetadata(document, host, 'common')).toBeUndefined();
  });
});
