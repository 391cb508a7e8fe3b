import { parseSetting } from '../../dist/config/read-settings.js';
import { readApisFile } from '../../dist/config/apis-file.js';
import { PermissionCatalogue } from '../../dist/config/permissions.js';
import { graphResource, resourceOf, shortScope } from '../../dist/config/scopes.js';
import { credentialMembers } from '../../dist/config/frontends-file.js';
import { settings } from '../../dist/config/settings.js';
import { namesOf, sitesOf } from './sites.mjs';

/** Microsoft Graph's own application id, the same in every directory and cloud. */
const graphAppId = '00000003-0000-0000-c000-000000000000';
/** Where AKS's workload identity webhook puts the token (azure.github.io/azure-workload-identity). */
const tokenFileOfAks = '/var/run/secrets/azure/tokens/azure-identity-token';

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The desired app registrations, from the settings of the service and the options of the command: one, or with `FRONTENDS_FILE`
 * one for each client id. All problems are added to `problems`.
 */
export function desiredRegistrations(environment, options, readFile, problems) {
  const setting = (name) => {
    const raw = environment[name] || settings[name].default;
    return raw === undefined ? undefined : parseSetting(name, raw, problems);
  };
  const apis = readApisFile(setting('APIS_FILE'), readFile, problems);
  const catalogue = new PermissionCatalogue(apis.permissions);
  const names = options.permissions?.split(',').map((name) => name.trim()) ?? catalogue.names;
  const unknown = names.filter((name) => !catalogue.has(name));
  if (unknown.length > 0) {
    problems.push(`--permissions: ${unknown.join(', ')} is not known; known are ${catalogue.names.join(', ')}`);
  }
  const shared = {
    authorityHost: setting('ENTRA_AUTHORITY_HOST'),
    graphBaseUrl: setting('GRAPH_BASE_URL'),
    // When the user authenticated: SESSION_STEP_UP_SECONDS starts then.
    idTokenClaims: ['sid', 'login_hint', 'auth_time'],
    resources: resourcesOf(catalogue.scopesOf(names)),
  };
  const sites = sitesOf(setting, options, readFile, problems);
  const main = sites.find(({ isOfSettings }) => isOfSettings) ?? sites[0];
  return sites.map((site) => ({
    ...shared,
    ...registrationOf(site, options),
    credential: credentialOf(site, options, setting, problems),
    // The settings of the process are written once.
    settings: site === main ? writtenSettings(environment, setting, site) : {},
  }));
}

function registrationOf(site, options) {
  const { clientId, tenant, origins, isOfSettings } = site;
  const frontends = namesOf(site);
  return {
    name: isOfSettings ? options.name : `${options.name} (${frontends})`,
    frontends,
    isOfSettings,
    clientId,
    tenant,
    audience: audienceOf(tenant, site.allowsPersonalAccounts),
    landing: `${origins[0]}/`,
    redirectUris: origins.flatMap((origin) => [
      `${origin}/auth/callback`,
      `${origin}/auth/admin-consent/callback`,
      `${origin}/`,
    ]),
    // Entra accepts one per registration, with https only. It names the ended session at Entra, so one origin can end the sessions of all.
    logoutUrls: origins
      .filter((origin) => origin?.startsWith('https:'))
      .map((origin) => `${origin}/auth/frontchannel-logout`),
  };
}

/** What a start needs besides the registration: the settings of the environment that the settings file lacks. */
function writtenSettings(environment, setting, { isOfSettings, entries }) {
  const isPublicUrlUsed = entries.length === 0 || environment['PUBLIC_URL'];
  const passedOn = ['APIS_FILE', 'FRONTENDS_FILE'].filter((name) => environment[name]);
  return {
    ...(isPublicUrlUsed ? { PUBLIC_URL: setting('PUBLIC_URL') } : {}),
    ...(isOfSettings ? { ENTRA_TENANT: setting('ENTRA_TENANT')?.toLowerCase() } : {}),
    ...Object.fromEntries(passedOn.map((name) => [name, environment[name]])),
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

/**
 * The scopes by resource, Graph first. `appId` is known when the resource's name contains it. `.default` is no permission that a
 * registration can have: it stands for those that this one has.
 */
function resourcesOf(scopes) {
  const byResource = new Map([[graphResource, []]]);
  for (const scope of scopes.filter((each) => !each.toLowerCase().endsWith('.default'))) {
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

/** The credential of the options, or else the existing one of the settings or the file: another run adds no second kind. */
function credentialOf({ isOfSettings, entries }, options, setting, problems) {
  const issuer = options['federated-issuer'];
  const subject = options['federated-subject'];
  if ((issuer === undefined) !== (subject === undefined)) {
    problems.push('--federated-issuer and --federated-subject belong together; give both, or none for a client secret');
  }
  if (!isOfSettings) {
    return credentialOfEntries(entries, issuer, subject, problems);
  }
  if (issuer !== undefined) {
    if (setting('ENTRA_CLIENT_SECRET') !== undefined) {
      problems.push('ENTRA_CLIENT_SECRET is set: the service takes one credential; remove it before a federated one');
    }
    return { kind: 'federated', issuer, subject, file: options['federated-token-file'] ?? tokenFileOfAks };
  }
  const existing = ['ENTRA_CLIENT_CERTIFICATE_FILE', 'ENTRA_FEDERATED_TOKEN_FILE'].find(
    (name) => setting(name) !== undefined,
  );
  return existing === undefined ? { kind: 'secret' } : { kind: 'existing', setting: existing };
}

/** A new secret is written to `secretFile`: a frontend with its own registration reads it from there only. */
function credentialOfEntries(entries, issuer, subject, problems) {
  const entry = entries.find((each) => credentialMembers.some((member) => each[member] !== undefined));
  const given = credentialMembers.filter((member) => entry?.[member] !== undefined);
  if (given.length !== 1) {
    problems.push(`FRONTENDS_FILE: ${namesOf({ entries })}: exactly one of ${credentialMembers.join(', ')} is needed`);
  }
  const { clientSecretFile, federatedTokenFile } = entry ?? {};
  if (clientSecretFile !== undefined) {
    return { kind: 'secret', secretFile: clientSecretFile };
  }
  return federatedTokenFile !== undefined && issuer !== undefined
    ? { kind: 'federated', issuer, subject, file: federatedTokenFile }
    : { kind: 'existing', setting: given[0] };
}
