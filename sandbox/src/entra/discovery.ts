import { type Answer, jsonAnswer } from '../answer.js';
import { openToAll } from './cross-origin.js';
import { EntraError, tenantNotFound } from './entra-error.js';
import { type Endpoint } from './fault-point.js';
import { jsonRefusal } from './json-refusal.js';
import { brokenMetadata, withMetadataDefects } from './metadata-defects.js';
import { segmentOf } from './parameters.js';
import { type EntraContext } from './entra-context.js';

/** The members and values of a capture of the real document. PARITY.md lists what is advertised but not implemented. */
function metadata(entra: EntraContext, segment: string, issuerTenant: string): Record<string, unknown> {
  const authority = `${entra.authorityOrigin()}/${segment}`;
  const pages = `${entra.pagesOrigin()}/${segment}`;
  return {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${entra.authorityOrigin()}/${issuerTenant}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${entra.graphOrigin()}/oidc/userinfo`,
    authorization_endpoint: `${pages}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${pages}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_instance_host_name',
      'cloud_graph_host_name',
      'msgraph_host',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    tenant_region_scope: issuerTenant === '{tenantid}' ? null : 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: new URL(entra.graphOrigin()).host,
    rbac_url: 'https://pas.windows.net',
  };
}

function invalidTenant(segment: string): EntraError {
  return new EntraError('invalid_tenant', 90002, tenantNotFound(segment).message);
}

export function discoveryEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'discovery',
    facts: (request) => ({ tenant: segmentOf(request) }),
    refuse: (error) => jsonRefusal(entra, error),
    answer: (request, { defects, refusal }): Answer => {
      if (refusal !== undefined) {
        throw refusal;
      }
      const segment = segmentOf(request).toLowerCase();
      const audience = entra.directory.findAudience(segment);
      if (audience === undefined) {
        throw invalidTenant(segment);
      }
      const broken = brokenMetadata(defects);
      if (broken !== undefined) {
        return broken;
      }
      const tenant = audience.kind === 'tenant' ? audience.tenant.tid : undefined;
      const issuerTenant =
        tenant ?? (audience.kind === 'consumers' ? '9188040d-6c67-4c5b-b112-36a304b66dad' : '{tenantid}');
      return jsonAnswer(200, withMetadataDefects(metadata(entra, tenant ?? segment, issuerTenant), defects), {
        ...openToAll,
        'cache-control': 'max-age=86400, private',
      });
    },
  };
}
