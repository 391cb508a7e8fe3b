import { readFileSync } from 'node:fs';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { contosoTenantId, personalTenantId } from './index.js';
import { describeWithSharedData } from './testing/shared-data.js';
import { bodyOf } from './testing/token-request.js';
import { withSandbox } from './testing/with-sandbox.js';

interface Golden {
  readonly required_fields: readonly string[];
  readonly protocol_values: Readonly<Record<string, readonly string[]>>;
}

describe('metadata', () => {
  const running = withSandbox();

  const discovery = async (tenant: string): Promise<Readonly<Record<string, unknown>>> => {
    const { sandbox, app } = running();
    return bodyOf(await app.https.get(`${sandbox.authorityHost}/${tenant}/v2.0/.well-known/openid-configuration`));
  };

  it.each([
    ['common', '{tenantid}'],
    ['organizations', '{tenantid}'],
    ['consumers', personalTenantId],
    [contosoTenantId, contosoTenantId],
    ['contoso.example', contosoTenantId],
  ])('names the issuer of %s', async (segment, issuerTenant) => {
    const { sandbox } = running();
    expect((await discovery(segment))['issuer']).toBe(`${sandbox.authorityHost}/${issuerTenant}/v2.0`);
  });

  it('redirects users to the pages and clients to the authority', async () => {
    const { sandbox } = running();
    const document = await discovery('common');
    expect(document['authorization_endpoint']).toBe(`${sandbox.pagesUrl}/common/oauth2/v2.0/authorize`);
    expect(document['end_session_endpoint']).toBe(`${sandbox.pagesUrl}/common/oauth2/v2.0/logout`);
    expect(document['token_endpoint']).toBe(`${sandbox.authorityHost}/common/oauth2/v2.0/token`);
    expect(document['jwks_uri']).toBe(`${sandbox.authorityHost}/common/discovery/v2.0/keys`);
  });

  it('refuses an unknown tenant as AADSTS90002', async () => {
    const { sandbox, app } = running();
    const answer = await app.https.get(
      `${sandbox.authorityHost}/nowhere.example/v2.0/.well-known/openid-configuration`,
    );
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
  });

  it('serves instance discovery', async () => {
    const { sandbox, app } = running();
    const endpoint = encodeURIComponent(`${sandbox.authorityHost}/common/oauth2/v2.0/authorize`);
    const answer = await app.https.get(
      `${sandbox.authorityHost}/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`,
    );
    expect(bodyOf(answer)['tenant_discovery_endpoint']).toContain('/common/v2.0/.well-known/openid-configuration');
  });

  it.each([
    ['HEAD', '/common/v2.0/.well-known/openid-configuration'],
    ['GET', '/common/oauth2/v2.0/token'],
    ['GET', '/common/oauth2/v2.0/devicecode'],
    ['GET', '/nothing'],
  ])('responds to %s %s with 404', async (method, path) => {
    const { sandbox, app } = running();
    expect((await app.https.send(method, `${sandbox.authorityHost}${path}`)).status).toBe(404);
  });

  const keys = async (tenant: string): Promise<{ keys: (JWK & { issuer?: string })[] }> => {
    const { sandbox, app } = running();
    return (await app.https.get(`${sandbox.authorityHost}/${tenant}/discovery/v2.0/keys`)).json() as {
      keys: (JWK & { issuer?: string })[];
    };
  };

  it('publishes keys that differ for work and personal tenants and name their issuer', async () => {
    const { sandbox } = running();
    const common = (await keys('common')).keys;
    expect(common.map((key) => key.issuer)).toEqual([
      `${sandbox.authorityHost}/{tenantid}/v2.0`,
      `${sandbox.authorityHost}/${personalTenantId}/v2.0`,
    ]);
    expect((await keys(contosoTenantId)).keys.map((key) => key.issuer)).toEqual([
      `${sandbox.authorityHost}/${contosoTenantId}/v2.0`,
    ]);
    for (const key of common) {
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', kid: key.x5t, e: 'AQAB' });
    }
  });

  it('signs id tokens with the published key, and access tokens so that no client can check them', async () => {
    const { app } = running();
    const { result } = await app.signIn('alice@contoso.example');
    const published = createLocalJWKSet(await keys('common'));
    await expect(jwtVerify(result.idToken, published)).resolves.toBeDefined();
    await expect(jwtVerify(result.accessToken, published)).rejects.toThrow('signature verification failed');
  });

  it('still publishes the old key after an overlapping rotation, but not after a surprise rotation', async () => {
    const { sandbox } = running();
    const [before] = (await keys('organizations')).keys;
    await sandbox.control.rotateKeys('work', 'overlap');
    const [active, old] = (await keys('organizations')).keys;
    expect(active?.kid).not.toBe(before?.kid);
    expect(old?.kid).toBe(before?.kid);
    await sandbox.control.rotateKeys('work', 'surprise');
    const remaining = (await keys('organizations')).keys;
    expect(remaining).toHaveLength(1);
    expect(remaining[0]?.kid).not.toBe(active?.kid);
  });

  describeWithSharedData('data/entra-oidc-discovery.golden.json', 'against a capture of the real document', (file) => {
    const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

    it('has every member', async () => {
      expect(Object.keys(await discovery('common'))).toEqual(expect.arrayContaining([...golden.required_fields]));
    });

    it('has its values', async () => {
      const document = await discovery('common');
      const list = (name: string): unknown[] => [document[name]].flat();
      const rule = (name: string): readonly string[] => golden.protocol_values[name] ?? [];
      expect(list('subject_types_supported')).toEqual(rule('subject_types_supported_equals'));
      expect(list('scopes_supported')).toEqual(expect.arrayContaining([...rule('scopes_supported_must_include')]));
      expect(list('claims_supported')).toEqual(expect.arrayContaining([...rule('claims_supported_must_include')]));
      for (const name of ['response_types_supported', 'response_modes_supported']) {
        expect(rule(`${name}_subset_of`)).toEqual(expect.arrayContaining(list(name)));
      }
      expect(rule('token_endpoint_auth_methods_subset_of')).toEqual(
        expect.arrayContaining(list('token_endpoint_auth_methods_supported')),
      );
      expect(document).toMatchObject({
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        request_uri_parameter_supported: false,
      });
    });
  });
});
