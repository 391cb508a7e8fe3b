import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import { Secret } from '../common/index.js';
import { checkInitialPermissions, readApisFile } from './apis-file.js';
import type { AppConfig, EncryptionKey, EntraCredential } from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import { cloudOfGraph, cloudProblems } from './microsoft-clouds.js';
import { PermissionCatalogue } from './permissions.js';
import { parseSetting, readSettings, type Environment, type ReadFile } from './read-settings.js';
import { redisOf, secretOf, withChangingPasswords } from './redis-settings.js';
import { settings, type SettingValues } from './settings.js';
import { unknownSettings } from './unknown-settings.js';
import { WatchedFile } from './watched-file.js';

/** The tenant of all personal Microsoft accounts. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Secrets that appear in samples and must not reach production. */
const sampleSecrets = /^(changeme|change-me|secret|password|your-?client-?secret.*|sandbox.*)$/i;

/**
 * Reads and checks the whole configuration.
 * @throws ConfigurationError with all problems at once.
 */
export function loadConfig(environment: Environment, readFile: ReadFile): AppConfig {
  const problems: string[] = [];
  const contents = new Map<string, string>();
  const remembering: ReadFile = (path) => {
    const content = readFile(path);
    contents.set(path, content);
    return content;
  };
  const values = readSettings(environment, remembering, problems);
  problems.push(...unknownSettings(environment));
  const isProduction = values.NODE_ENV === 'production';
  const credential = credentialOf(values, isProduction, problems);
  const redis = redisOf(values, isProduction, problems);
  const encryptionKeys = encryptionKeysOf(values, isProduction, problems);
  const apis = readApisFile(values.APIS_FILE, readFile, problems);
  const permissions = new PermissionCatalogue(apis.permissions);
  checkTogether(values, problems);
  checkInitialPermissions(values.ENTRA_INITIAL_PERMISSIONS, permissions, problems);
  checkFiles(values, readFile, problems);
  if (problems.length > 0 || credential === undefined || encryptionKeys === undefined) {
    throw new ConfigurationError(problems);
  }
  const start: Start = { environment, contents, values, isProduction };
  const keysFile = watchedFile(start, 'ENCRYPTION_KEYS', encryptionKeysOf);
  const secretFile = watchedFile(start, 'ENTRA_CLIENT_SECRET', clientSecretOf);
  const passwordFile = watchedFile(start, 'REDIS_PASSWORD', ({ REDIS_PASSWORD: password }) => secretOf(password));
  const sentinelFile = watchedFile(start, 'REDIS_SENTINEL_PASSWORD', (changed) =>
    secretOf(changed.REDIS_SENTINEL_PASSWORD),
  );
  return Object.freeze({
    isProduction,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    entra: {
      authorityHost: values.ENTRA_AUTHORITY_HOST,
      tenant: required(values.ENTRA_TENANT).toLowerCase(),
      clientId: required(values.ENTRA_CLIENT_ID).toLowerCase(),
      credential: secretFile === undefined ? credential : changingSecret(credential, secretFile),
      allowedTenants:
        values.ENTRA_ALLOWED_TENANTS && new Set(values.ENTRA_ALLOWED_TENANTS.map((id) => id.toLowerCase())),
      allowPersonalAccounts: values.ENTRA_ALLOW_PERSONAL_ACCOUNTS,
      initialPermissions: values.ENTRA_INITIAL_PERMISSIONS,
    },
    permissions,
    apis: apis.apis,
    graphBaseUrl: values.GRAPH_BASE_URL,
    hasPermanentDelete: cloudOfGraph(values.GRAPH_BASE_URL)?.hasPermanentDelete ?? true,
    graphNotificationUrl: values.GRAPH_NOTIFICATION_URL,
    redis: withChangingPasswords(redis, passwordFile, sentinelFile),
    get encryptionKeys() {
      return keysFile?.last ?? encryptionKeys;
    },
    secretFiles: [keysFile, secretFile, passwordFile, sentinelFile].filter((file) => file !== undefined),
    session: {
      idleTimeoutSeconds: values.SESSION_IDLE_TIMEOUT_SECONDS,
      absoluteTimeoutSeconds: values.SESSION_ABSOLUTE_TIMEOUT_SECONDS,
      stepUpSeconds: values.SESSION_STEP_UP_SECONDS === 0 ? undefined : values.SESSION_STEP_UP_SECONDS,
      claims: values.SESSION_CLAIMS ?? [],
    },
    deviceBinding: {
      isOn: values.DEVICE_BINDING && values.PUBLIC_URL.startsWith('https:'),
      proofSeconds: values.DEVICE_PROOF_SECONDS,
    },
    authErrorPath: values.AUTH_ERROR_PATH,
    webRoot: values.WEB_ROOT,
    contentSources: {
      connect: values.CSP_CONNECT_SRC ?? [],
      script: values.CSP_SCRIPT_SRC ?? [],
      img: values.CSP_IMG_SRC ?? [],
      font: values.CSP_FONT_SRC ?? [],
    },
    hstsIncludesSubdomains: values.HSTS_INCLUDE_SUBDOMAINS,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    countryHeader: values.COUNTRY_HEADER,
    rateLimits: { perSession: values.RATE_LIMIT_PER_SESSION, perAddress: values.RATE_LIMIT_PER_ADDRESS },
    shutdownDelaySeconds: values.SHUTDOWN_DELAY_SECONDS,
    metricsPort: values.METRICS_PORT,
    logLevel: values.LOG_LEVEL,
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
}

interface Start {
  readonly environment: Environment;
  /** What was read from which file. */
  readonly contents: ReadonlyMap<string, string>;
  readonly values: SettingValues;
  readonly isProduction: boolean;
}

type Derive<T> = (values: SettingValues, isProduction: boolean, problems: string[]) => T | undefined;

/** The file of a secret that may change while we run; its new content is held to the rules of the start. */
function watchedFile<T>(
  { environment, contents, values, isProduction }: Start,
  name: 'ENCRYPTION_KEYS' | 'ENTRA_CLIENT_SECRET' | 'REDIS_PASSWORD' | 'REDIS_SENTINEL_PASSWORD',
  derive: Derive<T>,
): WatchedFile<T> | undefined {
  const path = environment[`${name}_FILE`] ?? '';
  const content = contents.get(path);
  const parse = (changed: string): T => {
    const problems: string[] = [];
    const parsed = parseSetting(name, changed.trim(), problems);
    const value = problems.length > 0 ? undefined : derive({ ...values, [name]: parsed }, isProduction, problems);
    if (value === undefined || problems.length > 0) {
      throw new ConfigurationError(problems);
    }
    return value;
  };
  return content === undefined ? undefined : new WatchedFile(`${name}_FILE`, path, parse, content);
}

function changingSecret(credential: EntraCredential, file: WatchedFile<Secret>): EntraCredential {
  return credential.kind === 'secret'
    ? {
        kind: 'secret',
        get secret() {
          return file.last ?? credential.secret;
        },
      }
    : credential;
}

function credentialOf(values: SettingValues, isProduction: boolean, problems: string[]): EntraCredential | undefined {
  const given: EntraCredential[] = [];
  const secret = clientSecretOf(values, isProduction, problems);
  if (secret !== undefined) {
    given.push({ kind: 'secret', secret });
  }
  if (values.ENTRA_CLIENT_CERTIFICATE_FILE !== undefined) {
    given.push({ kind: 'certificate', file: values.ENTRA_CLIENT_CERTIFICATE_FILE });
  }
  if (values.ENTRA_FEDERATED_TOKEN_FILE !== undefined) {
    given.push({ kind: 'federated', file: values.ENTRA_FEDERATED_TOKEN_FILE });
  }
  if (given.length > 1 || (given.length === 0 && !isTold(problems, 'ENTRA_CLIENT_SECRET'))) {
    problems.push(
      'Exactly one of ENTRA_CLIENT_SECRET, ENTRA_CLIENT_CERTIFICATE_FILE and ENTRA_FEDERATED_TOKEN_FILE must be given',
    );
  }
  return given[0];
}

function clientSecretOf(values: SettingValues, isProduction: boolean, problems: string[]): Secret | undefined {
  const value = values.ENTRA_CLIENT_SECRET;
  if (isProduction && value !== undefined && sampleSecrets.test(value)) {
    problems.push('ENTRA_CLIENT_SECRET is a sample; create a real one in the app registration');
  }
  return secretOf(value);
}

function encryptionKeysOf(
  values: SettingValues,
  isProduction: boolean,
  problems: string[],
): readonly [EncryptionKey, ...EncryptionKey[]] | undefined {
  const [first, ...rest] = (values.ENCRYPTION_KEYS ?? []).map(({ id, key }) => ({ id, key: new Secret(key) }));
  if (first !== undefined) {
    return [first, ...rest];
  }
  if (isProduction) {
    problems.push('ENCRYPTION_KEYS is missing; it is required in production');
    return undefined;
  }
  return [{ id: 'generated', key: new Secret(randomBytes(32)) }];
}

/** One problem with a setting is enough to say. */
function isTold(problems: readonly string[], name: string): boolean {
  return problems.some((problem) => problem.startsWith(name));
}

function checkTogether(values: SettingValues, problems: string[]): void {
  for (const name of ['ENTRA_TENANT', 'ENTRA_CLIENT_ID'] as const) {
    if (values[name] === undefined && !isTold(problems, name)) {
      problems.push(`${name} is missing; ${settings[name].meaning}`);
    }
  }
  if (values.SESSION_IDLE_TIMEOUT_SECONDS > values.SESSION_ABSOLUTE_TIMEOUT_SECONDS) {
    problems.push('SESSION_IDLE_TIMEOUT_SECONDS must be at most SESSION_ABSOLUTE_TIMEOUT_SECONDS');
  }
  if (values.ENTRA_TENANT === 'consumers' && !values.ENTRA_ALLOW_PERSONAL_ACCOUNTS) {
    problems.push('ENTRA_TENANT is consumers, so ENTRA_ALLOW_PERSONAL_ACCOUNTS cannot be false');
  }
  const onlyTenant = onlyTenantOf(values.ENTRA_TENANT ?? '');
  if (onlyTenant !== undefined && values.ENTRA_ALLOWED_TENANTS?.every((id) => id.toLowerCase() !== onlyTenant)) {
    problems.push('ENTRA_ALLOWED_TENANTS leaves out the only tenant of ENTRA_TENANT; nobody could sign in');
  }
  if (typeof values.ENTRA_AUTHORITY_HOST === 'string' && typeof values.GRAPH_BASE_URL === 'string') {
    problems.push(...cloudProblems(values.ENTRA_AUTHORITY_HOST, values.GRAPH_BASE_URL));
  }
  if (values.COUNTRY_HEADER !== undefined && !values.TRUSTED_PROXIES?.length && !isTold(problems, 'TRUSTED_PROXIES')) {
    problems.push('COUNTRY_HEADER is only taken from a proxy; set TRUSTED_PROXIES to its addresses, or leave it out');
  }
  if (values.METRICS_PORT === values.PORT) {
    problems.push('METRICS_PORT must differ from PORT; metrics are not for the public');
  }
}

/** Files that are used later: the process would come up, or end otherwise, and nobody could sign in. */
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
  {
    name: 'REDIS_CA_FILE',
    holds: 'a certificate as PEM',
    check: (content: string): unknown => new X509Certificate(content),
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
    if (path === undefined) {
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

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** The one tenant that an authority signs in; undefined when there are several, or when only Entra knows its id. */
function onlyTenantOf(tenant: string): string | undefined {
  const name = tenant.toLowerCase();
  return name === 'consumers' ? personalTenantId : /^[\da-f-]{36}$/.test(name) ? name : undefined;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new ConfigurationError(['a required setting is missing']);
  }
  return value;
}
