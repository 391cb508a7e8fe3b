import { parseSetting } from '../../dist/config/read-settings.js';
import { readApisFile } from '../../dist/config/apis-file.js';
import { PermissionCatalogue } from '../../dist/config/permissions.js';
import { graphResource, resourceOf, shortScope } from '../../dist/config/scopes.js';
import { settings } from '../../dist/config/settings.js';

/** Microsoft Graph's own application id, the same in every directory and cloud. */
const graphAppId = '00000003-0000-0000-c000-000000000000';
/** Where AKS's workload identity webhook puts the token (azure.github.io/azure-workload-identity). */
const tokenFileOfAks = '/var/run/secrets/azure/tokens/azure-identity-token';

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The app registration as it should be, from the settings of the service and the options of the command. What is wrong is
 * added to `problems`, all of it.
 */
export function desiredRegistration(environment, options, readFile, problems) {
  const setting = (name) => {
    const raw = environment[name] || settings[name].default;
    return raw === undefined ? undefined : parseSetting(name, raw, problems);
  };
  const publicUrl = setting('PUBLIC_URL');
  const tenant = setting('ENTRA_TENANT')?.toLowerCase();
  const personal = setting('ENTRA_ALLOW_PERSONAL_ACCOUNTS');
  const graphBaseUrl = setting('GRAPH_BASE_URL');
  const apis = readApisFile(setting('APIS_FILE'), readFile, problems);
  const catalogue = new PermissionCatalogue(apis.permissions);
  const names = options.permissions?.split(',').map((name) => name.trim()) ?? catalogue.names;
  const unknown = names.filter((name) => !catalogue.has(name));
  if (unknown.length > 0) {
    problems.push(`--permissions: ${unknown.join(', ')} is not known; known are ${catalogue.names.join(', ')}`);
  }
  return {
    name: options.name,
    publicUrl,
    tenant,
    authorityHost: setting('ENTRA_AUTHORITY_HOST'),
    clientId: setting('ENTRA_CLIENT_ID')?.toLowerCase(),
    graphBaseUrl,
    audience: audienceOf(tenant, personal),
    redirectUris: [`${publicUrl}/auth/callback`, `${publicUrl}/auth/admin-consent/callback`, `${publicUrl}/`],
    // Entra takes a front-channel logout URL with https only.
    logoutUrl: publicUrl?.startsWith('https:') ? `${publicUrl}/auth/frontchannel-logout` : undefined,
    // When the user proved who they are: what SESSION_STEP_UP_SECONDS counts from.
    idTokenClaims: ['sid', 'login_hint', 'auth_time'],
    resources: resourcesOf(catalogue.scopesOf(names)),
    credential: credentialOf(options, setting, problems),
  };
}

/** `signInAudience` of Microsoft Graph: who may sign in, by the tenant in the authority's address. */
function audienceOf(tenant, allowsPersonalAccounts) {
  switch (tenant) {
    case 'consumers':
      return 'PersonalMicrosoftAccount';
    case 'common':
      return allowsPersonalAccounts ? 'AzureADandPersonalMicrosoftAccount' : 'AzureADMultipleOrgs';
    case 'organizations':
      return 'AzureADMultipleOrgs';
    default:
      return 'AzureADMyOrg';
  }
}

/** The scopes by resource, Graph first; `appId` is known where the resource's name says it. */
function resourcesOf(scopes) {
  const byResource = new Map([[graphResource, []]]);
  for (const scope of scopes) {
    const resource = resourceOf(scope);
    byResource.set(resource, [...(byResource.get(resource) ?? []), shortScope(scope).split('/').at(-1)]);
  }
  return [...byResource]
    .filter(([, names]) => names.length > 0)
    .map(([resource, names]) => ({ resource, appId: appIdIn(resource), scopes: names.sort() }));
}

function appIdIn(resource) {
  const id = resource === graphResource ? graphAppId : resource.replace(/^api:\/\//, '');
  return guid.test(id) ? id : undefined;
}

/** By the options; else what the settings have already, so that another run makes no second kind beside it. */
function credentialOf(options, setting, problems) {
  const issuer = options['federated-issuer'];
  const subject = options['federated-subject'];
  if ((issuer === undefined) !== (subject === undefined)) {
    problems.push('--federated-issuer and --federated-subject belong together; give both, or none for a client secret');
  }
  if (issuer !== undefined) {
    if (setting('ENTRA_CLIENT_SECRET') !== undefined) {
      problems.push('ENTRA_CLIENT_SECRET is set: the service takes one credential; remove it before a federated one');
    }
    return { kind: 'federated', issuer, subject, file: options['federated-token-file'] ?? tokenFileOfAks };
  }
  const kept = ['ENTRA_CLIENT_CERTIFICATE_FILE', 'ENTRA_FEDERATED_TOKEN_FILE'].find(
    (name) => setting(name) !== undefined,
  );
  return kept === undefined ? { kind: 'secret' } : { kind: 'kept', setting: kept };
}
