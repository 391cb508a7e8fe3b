import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { checkInitialPermissions } from './apis-file.js';
import { credentialOf, isReported } from './entra-credential.js';
import { attempt, credentialFileOf, type FrontendSettings, type FrontendsSource } from './frontend-settings.js';
import { credentialMembers } from './frontends-file.js';
import type { PermissionCatalogue } from './permissions.js';
import type { ReadFile } from './read-settings.js';
import { settings, type SettingValues } from './settings.js';

/** The tenant of all personal Microsoft accounts. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Checks each frontend against the rules of its settings. A problem of the shared settings is reported once. */
export function checkFrontends(
  frontends: readonly FrontendSettings[],
  { environment, values: own, isProduction, readFile }: FrontendsSource,
  permissions: PermissionCatalogue,
  problems: string[],
): void {
  for (const { name, values, entry, hasOwnApp } of frontends) {
    const found = [...problems];
    const known = found.length;
    if (
      entry !== undefined &&
      hasOwnApp &&
      credentialMembers.filter((each) => entry[each] !== undefined).length !== 1
    ) {
      found.push(`exactly one of ${credentialMembers.join(', ')} must be given with its clientId`);
    } else {
      credentialOf(values, isProduction, found);
    }
    checkEntra(values, found);
    checkInitialPermissions(values.ENTRA_INITIAL_PERMISSIONS, permissions, found);
    checkFiles(values, readFile, found);
    const prefix = entry === undefined ? '' : `FRONTENDS_FILE: ${name}: `;
    problems.push(...found.slice(known).map((problem) => prefix + problem));
  }
  checkApps(frontends, problems);
  const isOurs = frontends.some(({ values }) => values.PUBLIC_URL === own.PUBLIC_URL);
  if ((environment['PUBLIC_URL'] ?? '') !== '' && frontends.length > 0 && !isOurs) {
    problems.push('PUBLIC_URL is the origin of no frontend in FRONTENDS_FILE; leave it out, or make it one of them');
  }
}

/** Tokens are stored by client id and user: frontends of one registration share them, and so must get the same ones. */
function checkApps(frontends: readonly FrontendSettings[], problems: string[]): void {
  for (const [index, { name, values, entry }] of frontends.entries()) {
    const isTwin = (other: FrontendSettings): boolean =>
      other.values.ENTRA_CLIENT_ID?.toLowerCase() === values.ENTRA_CLIENT_ID?.toLowerCase();
    const twin = values.ENTRA_CLIENT_ID === undefined ? undefined : frontends.slice(0, index).find(isTwin);
    if (twin === undefined) {
      continue;
    }
    const about = `FRONTENDS_FILE: ${twin.name} and ${name} have one client id and`;
    if (twin.values.ENTRA_TENANT?.toLowerCase() !== values.ENTRA_TENANT?.toLowerCase()) {
      problems.push(`${about} two tenants; keep one`);
    }
    if ((twin.entry && credentialFileOf(twin.entry)) !== (entry && credentialFileOf(entry))) {
      problems.push(`${about} two credentials; keep one`);
    }
  }
}

function checkEntra(values: SettingValues, problems: string[]): void {
  for (const name of ['ENTRA_TENANT', 'ENTRA_CLIENT_ID'] as const) {
    if (values[name] === undefined && !isReported(problems, name)) {
      problems.push(`${name} is missing; ${settings[name].meaning}`);
    }
  }
  if (values.ENTRA_TENANT === 'consumers' && !values.ENTRA_ALLOW_PERSONAL_ACCOUNTS) {
    problems.push('ENTRA_TENANT is consumers, so ENTRA_ALLOW_PERSONAL_ACCOUNTS cannot be false');
  }
  const onlyTenant = onlyTenantOf(values.ENTRA_TENANT ?? '');
  if (onlyTenant !== undefined && values.ENTRA_ALLOWED_TENANTS?.every((id) => id.toLowerCase() !== onlyTenant)) {
    problems.push('ENTRA_ALLOWED_TENANTS leaves out the only tenant of ENTRA_TENANT; nobody could sign in');
  }
}

/** Files that are used later: otherwise the process would start, and nobody could sign in. */
const neededFiles = [
  {
    name: 'ENTRA_CLIENT_CERTIFICATE_FILE',
    holds: 'a private key and its certificate as PEM',
    check: (content: string): unknown => new X509Certificate(content).checkPrivateKey(createPrivateKey(content)),
  },
  {
    name: 'ENTRA_FEDERATED_TOKEN_FILE',
    holds: 'a token',
    check: (content: string): unknown => /^\S+\s*$/.test(content),
  },
] as const;

function checkFiles(values: SettingValues, readFile: ReadFile, problems: string[]): void {
  if (
    values.WEB_ROOT !== undefined &&
    attempt(() => readFile(join(values.WEB_ROOT ?? '', 'index.html'))) === undefined
  ) {
    problems.push('WEB_ROOT has no index.html that can be read; name the folder of the built SPA');
  }
  for (const { name, holds, check } of neededFiles) {
    const path = values[name];
    if (path === undefined || isReported(problems, name)) {
      continue;
    }
    const content = attempt(() => readFile(path));
    if (content === undefined) {
      problems.push(`${name} cannot be read; check the path and its permissions`);
    } else if (!attempt(() => check(content))) {
      problems.push(`${name} must hold ${holds}`);
    }
  }
}

/** The one tenant of an authority; undefined when there are several, or when only Entra knows its id. */
function onlyTenantOf(tenant: string): string | undefined {
  const name = tenant.toLowerCase();
  return name === 'consumers' ? personalTenantId : /^[\da-f-]{36}$/.test(name) ? name : undefined;
}
