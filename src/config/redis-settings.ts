import { Secret } from '../common/index.js';
import type { RedisConfig } from './app-config.js';
import type { SettingValues } from './settings.js';
import type { WatchedFile } from './watched-file.js';

export function redisOf(values: SettingValues, isProduction: boolean, problems: string[]): RedisConfig {
  const access = {
    username: values.REDIS_USERNAME,
    password: secretOf(values.REDIS_PASSWORD),
    isTls: values.REDIS_TLS,
    caFile: values.REDIS_CA_FILE,
    tlsServername: values.REDIS_TLS_SERVERNAME,
  };
  const given: RedisConfig[] = [];
  if (values.REDIS_URL !== undefined) {
    given.push({ kind: 'single', url: new Secret(values.REDIS_URL), access });
  }
  if (values.REDIS_CLUSTER_NODES !== undefined) {
    given.push({ kind: 'cluster', nodes: values.REDIS_CLUSTER_NODES, access });
  }
  if (values.REDIS_SENTINELS !== undefined) {
    if (values.REDIS_SENTINEL_NAME === undefined) {
      problems.push('REDIS_SENTINEL_NAME is missing; it names the group that REDIS_SENTINELS watch');
    }
    given.push({
      kind: 'sentinel',
      sentinels: values.REDIS_SENTINELS,
      name: values.REDIS_SENTINEL_NAME ?? '',
      sentinelAccess: {
        username: values.REDIS_SENTINEL_USERNAME,
        password: secretOf(values.REDIS_SENTINEL_PASSWORD),
        isTls: values.REDIS_SENTINEL_TLS,
      },
      access,
    });
  }
  if (values.REDIS_SENTINELS === undefined) {
    const alone = (['REDIS_SENTINEL_NAME', 'REDIS_SENTINEL_USERNAME', 'REDIS_SENTINEL_PASSWORD'] as const).filter(
      (name) => values[name] !== undefined,
    );
    problems.push(...alone.map((name) => `${name} needs REDIS_SENTINELS; name them or leave it out`));
  }
  if (given.length > 1) {
    problems.push('REDIS_URL, REDIS_CLUSTER_NODES and REDIS_SENTINELS exclude each other; keep one');
  }
  if (given.length === 0 && isProduction) {
    problems.push('Redis is missing; set REDIS_URL, REDIS_CLUSTER_NODES or REDIS_SENTINELS in production');
  }
  return given[0] ?? { kind: 'embedded' };
}

type PasswordFile = Pick<WatchedFile<Secret>, 'last'> | undefined;

/** The passwords as they are now: they change with their files. */
export function withChangingPasswords(
  redis: RedisConfig,
  passwordFile: PasswordFile,
  sentinelFile: PasswordFile,
): RedisConfig {
  if (redis.kind === 'embedded') {
    return redis;
  }
  const access = {
    ...redis.access,
    get password() {
      return passwordFile?.last ?? redis.access.password;
    },
  };
  return redis.kind === 'sentinel'
    ? {
        ...redis,
        access,
        sentinelAccess: {
          ...redis.sentinelAccess,
          get password() {
            return sentinelFile?.last ?? redis.sentinelAccess.password;
          },
        },
      }
    : { ...redis, access };
}

export function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value);
}
