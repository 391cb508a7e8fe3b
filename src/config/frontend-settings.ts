import type { Secret } from '../common/index.js';
import { ConfigurationError } from './configuration-error.js';
import { changingSecret, credentialOf, watchedClientSecret } from './entra-credential.js';
import { Frontends, type EntraCredential, type Frontend } from './frontend.js';
import { parseFrontendsFile, type FrontendEntry } from './frontends-file.js';
import type { Environment, ReadFile } from './read-settings.js';
import type { SettingValues } from './settings.js';
import type { WatchedFile } from './watched-file.js';

/** One frontend as settings: the values of its entry replace those of the process. */
export interface FrontendSettings {
  readonly name: string;
  readonly values: SettingValues;
  /** Undefined: of the settings alone. */
  readonly entry: FrontendEntry | undefined;
  /** Whether it has its own client id with its credential; otherwise it has the process's. */
  readonly hasOwnApp: boolean;
}

export interface FrontendsSource {
  readonly environment: Environment;
  readonly values: SettingValues;
  readonly isProduction: boolean;
  readonly readFile: ReadFile;
}

/** One of the settings, or those of `FRONTENDS_FILE`. */
export function frontendSettings({ values, readFile }: FrontendsSource, problems: string[]): FrontendSettings[] {
  if (values.FRONTENDS_FILE === undefined) {
    return [{ name: 'default', values, entry: undefined, hasOwnApp: false }];
  }
  const content = attempt(() => readFile(values.FRONTENDS_FILE ?? ''));
  if (content === undefined) {
    problems.push('FRONTENDS_FILE cannot be read; check the path and its permissions');
    return [];
  }
  return parseFrontendsFile(content, problems).map((entry) => {
    const hasOwnApp = bringsApp(entry, values);
    const app = hasOwnApp ? appValues(entry, readFile, problems) : {};
    return { name: entry.name, entry, hasOwnApp, values: { ...values, ...valuesOf(entry, values), ...app } };
  });
}

export function credentialFileOf(entry: FrontendEntry): string | undefined {
  return entry.clientSecretFile ?? entry.clientCertificateFile ?? entry.federatedTokenFile;
}

function bringsApp({ clientId, ...entry }: FrontendEntry, { ENTRA_CLIENT_ID: inherited }: SettingValues): boolean {
  const isInherited = clientId === undefined || clientId.toLowerCase() === inherited?.toLowerCase();
  return !isInherited || (clientId !== undefined && credentialFileOf(entry) !== undefined);
}

function valuesOf({ csp = {}, ...entry }: FrontendEntry, values: SettingValues): Partial<SettingValues> {
  return {
    PUBLIC_URL: entry.origin,
    ENTRA_TENANT: entry.tenant ?? values.ENTRA_TENANT,
    ENTRA_ALLOWED_TENANTS: entry.allowedTenants ?? values.ENTRA_ALLOWED_TENANTS,
    ENTRA_ALLOW_PERSONAL_ACCOUNTS: entry.allowPersonalAccounts ?? values.ENTRA_ALLOW_PERSONAL_ACCOUNTS,
    ENTRA_INITIAL_PERMISSIONS: entry.permissions ?? values.ENTRA_INITIAL_PERMISSIONS,
    AUTH_ERROR_PATH: entry.authErrorPath ?? values.AUTH_ERROR_PATH,
    WEB_ROOT: entry.webRoot ?? values.WEB_ROOT,
    HSTS_INCLUDE_SUBDOMAINS: entry.hstsIncludeSubdomains ?? values.HSTS_INCLUDE_SUBDOMAINS,
    CSP_CONNECT_SRC: csp.connect ?? values.CSP_CONNECT_SRC,
    CSP_SCRIPT_SRC: csp.script ?? values.CSP_SCRIPT_SRC,
    CSP_IMG_SRC: csp.img ?? values.CSP_IMG_SRC,
    CSP_FONT_SRC: csp.font ?? values.CSP_FONT_SRC,
  };
}

/** The process's own credential is not valid for another client id. */
function appValues(entry: FrontendEntry, readFile: ReadFile, problems: string[]): Partial<SettingValues> {
  const { name, clientSecretFile } = entry;
  const secret = clientSecretFile === undefined ? undefined : attempt(() => readFile(clientSecretFile).trim());
  if (clientSecretFile !== undefined && (secret ?? '') === '') {
    problems.push(`FRONTENDS_FILE: ${name}: clientSecretFile cannot be read, or is empty`);
  }
  return {
    ENTRA_CLIENT_ID: entry.clientId,
    ENTRA_CLIENT_SECRET: clientSecretFile === undefined ? undefined : (secret ?? ''),
    ENTRA_CLIENT_CERTIFICATE_FILE: entry.clientCertificateFile,
    ENTRA_FEDERATED_TOKEN_FILE: entry.federatedTokenFile,
  };
}

/** The frontends themselves, and the files of their own secrets. Only for settings without a problem. */
export function frontendsOf(
  all: readonly FrontendSettings[],
  { environment, isProduction, values: own }: FrontendsSource,
  secretFile: WatchedFile<Secret> | undefined,
): { readonly frontends: Frontends; readonly secretFiles: readonly WatchedFile<Secret>[] } {
  const secretFiles: WatchedFile<Secret>[] = [];
  // One object, so that the frontends that share a certificate share its assertion.
  let inherited: EntraCredential | undefined;
  const [first, ...others] = all.map((settings): Frontend => {
    const { name, values, entry, hasOwnApp } = settings;
    if (!hasOwnApp) {
      inherited ??= changingSecret(required(credentialOf(values, isProduction, [])), secretFile);
      return frontendOf(settings, inherited);
    }
    const path = entry?.clientSecretFile;
    const file = path === undefined ? undefined : watchedClientSecret(name, path, values, isProduction);
    secretFiles.push(...(file === undefined ? [] : [file]));
    return frontendOf(settings, changingSecret(required(credentialOf(values, isProduction, [])), file));
  });
  const made = [required(first), ...others] as const;
  const isByHost = own.FRONTENDS_FILE !== undefined;
  const isNamed = (environment['PUBLIC_URL'] ?? '') !== '';
  const ofUnnamed = made.find(({ origin }) => !isByHost || (isNamed && origin === own.PUBLIC_URL));
  return { frontends: new Frontends([...made], { isByHost, ofUnnamed }), secretFiles };
}

function frontendOf({ name, values }: FrontendSettings, credential: EntraCredential): Frontend {
  return Object.freeze({
    name,
    origin: values.PUBLIC_URL,
    entra: Object.freeze({
      authorityHost: values.ENTRA_AUTHORITY_HOST,
      tenant: required(values.ENTRA_TENANT).toLowerCase(),
      clientId: required(values.ENTRA_CLIENT_ID).toLowerCase(),
      credential,
      allowedTenants:
        values.ENTRA_ALLOWED_TENANTS && new Set(values.ENTRA_ALLOWED_TENANTS.map((id) => id.toLowerCase())),
      allowPersonalAccounts: values.ENTRA_ALLOW_PERSONAL_ACCOUNTS,
      initialPermissions: values.ENTRA_INITIAL_PERMISSIONS,
    }),
    authErrorPath: values.AUTH_ERROR_PATH,
    webRoot: values.WEB_ROOT,
    hstsIncludesSubdomains: values.HSTS_INCLUDE_SUBDOMAINS,
    contentSources: {
      connect: values.CSP_CONNECT_SRC ?? [],
      script: values.CSP_SCRIPT_SRC ?? [],
      img: values.CSP_IMG_SRC ?? [],
      font: values.CSP_FONT_SRC ?? [],
    },
  });
}

export function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new ConfigurationError(['a required setting is missing']);
  }
  return value;
}
