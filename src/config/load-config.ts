import { randomBytes, X509Certificate } from 'node:crypto';

import { Secret } from '../common/index.js';
import { readApisFile } from './apis-file.js';
import type { AppConfig, EncryptionKey } from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import { clientSecretOf, isReported } from './entra-credential.js';
import { checkFrontends } from './frontend-checks.js';
import { attempt, frontendSettings, frontendsOf, type FrontendsSource } from './frontend-settings.js';
import { cloudOfGraph, cloudProblems } from './microsoft-clouds.js';
import { PermissionCatalogue } from './permissions.js';
import { parseSetting, readSettings, type Environment, type ReadFile } from './read-settings.js';
import { redisOf, secretOf, withChangingPasswords } from './redis-settings.js';
import type { SettingValues } from './settings.js';
import { unknownSettings } from './unknown-settings.js';
import { WatchedFile } from './watched-file.js';

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
  const source: FrontendsSource = { environment, values, isProduction, readFile: remembering };
  const redis = redisOf(values, isProduction, problems);
  const encryptionKeys = encryptionKeysOf(values, isProduction, problems);
  const apis = readApisFile(values.APIS_FILE, readFile, problems);
  const permissions = new PermissionCatalogue(apis.permissions);
  checkTogether(values, problems);
  checkCaFile(values, readFile, problems);
  const frontendsAsSettings = frontendSettings(source, problems);
  checkFrontends(frontendsAsSettings, source, permissions, problems);
  if (problems.length > 0 || encryptionKeys === undefined) {
    throw new ConfigurationError(problems);
  }
  const start: Start = { environment, contents, values, isProduction };
  const keysFile = watchedFile(start, 'ENCRYPTION_KEYS', encryptionKeysOf);
  const secretFile = watchedFile(start, 'ENTRA_CLIENT_SECRET', clientSecretOf);
  const passwordFile = watchedFile(start, 'REDIS_PASSWORD', ({ REDIS_PASSWORD: password }) => secretOf(password));
  const sentinelFile = watchedFile(start, 'REDIS_SENTINEL_PASSWORD', (changed) =>
    secretOf(changed.REDIS_SENTINEL_PASSWORD),
  );
  const { frontends, secretFiles } = frontendsOf(frontendsAsSettings, source, secretFile);
  return Object.freeze({
    isProduction,
    host: values.HOST,
    port: values.PORT,
    frontends,
    permissions,
    apis: apis.apis,
    graphBaseUrl: values.GRAPH_BASE_URL,
    hasPermanentDelete: cloudOfGraph(values.GRAPH_BASE_URL)?.hasPermanentDelete ?? true,
    graphNotificationUrl: values.GRAPH_NOTIFICATION_URL,
    redis: withChangingPasswords(redis, passwordFile, sentinelFile),
    get encryptionKeys() {
      return keysFile?.last ?? encryptionKeys;
    },
    secretFiles: [keysFile, secretFile, passwordFile, sentinelFile, ...secretFiles].filter(
      (file) => file !== undefined,
    ),
    session: {
      idleTimeoutSeconds: values.SESSION_IDLE_TIMEOUT_SECONDS,
      absoluteTimeoutSeconds: values.SESSION_ABSOLUTE_TIMEOUT_SECONDS,
      stepUpSeconds: values.SESSION_STEP_UP_SECONDS === 0 ? undefined : values.SESSION_STEP_UP_SECONDS,
      claims: values.SESSION_CLAIMS ?? [],
    },
    deviceBinding: {
      isOn: values.DEVICE_BINDING && frontends.first.origin.startsWith('https:'),
      proofSeconds: values.DEVICE_PROOF_SECONDS,
    },
    hasOfflineReading: values.OFFLINE_READING,
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
  /** The content of each file that was read. */
  readonly contents: ReadonlyMap<string, string>;
  readonly values: SettingValues;
  readonly isProduction: boolean;
}

type Derive<T> = (values: SettingValues, isProduction: boolean, problems: string[]) => T | undefined;

/** The file of a secret that may change while the service runs; its new content must follow the rules of the start. */
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

function checkTogether(values: SettingValues, problems: string[]): void {
  if (values.SESSION_IDLE_TIMEOUT_SECONDS > values.SESSION_ABSOLUTE_TIMEOUT_SECONDS) {
    problems.push('SESSION_IDLE_TIMEOUT_SECONDS must be at most SESSION_ABSOLUTE_TIMEOUT_SECONDS');
  }
  if (typeof values.ENTRA_AUTHORITY_HOST === 'string' && typeof values.GRAPH_BASE_URL === 'string') {
    problems.push(...cloudProblems(values.ENTRA_AUTHORITY_HOST, values.GRAPH_BASE_URL));
  }
  if (
    values.COUNTRY_HEADER !== undefined &&
    !values.TRUSTED_PROXIES?.length &&
    !isReported(problems, 'TRUSTED_PROXIES')
  ) {
    problems.push('COUNTRY_HEADER is only taken from a proxy; set TRUSTED_PROXIES to its addresses, or leave it out');
  }
  if (values.METRICS_PORT === values.PORT) {
    problems.push('METRICS_PORT must differ from PORT; metrics are not for the public');
  }
}

/** It is used later: otherwise the process would start, and nobody could sign in. */
function checkCaFile({ REDIS_CA_FILE: path }: SettingValues, readFile: ReadFile, problems: string[]): void {
  const content = path === undefined ? undefined : attempt(() => readFile(path));
  if (path !== undefined && content === undefined) {
    problems.push('REDIS_CA_FILE cannot be read; check the path and its permissions');
  } else if (content !== undefined && attempt(() => new X509Certificate(content)) === undefined) {
    problems.push('REDIS_CA_FILE must hold a certificate as PEM');
  }
}
