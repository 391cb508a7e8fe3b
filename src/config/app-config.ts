import type { LogLevel, Secret } from '../common/index.js';
import type { ApiConfig } from './api-config.js';
import type { Frontends } from './frontend.js';
import type { PermissionCatalogue } from './permissions.js';
import type { WatchedFile } from './watched-file.js';

interface RedisServer {
  readonly host: string;
  readonly port: number;
}

interface RedisAccess {
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly isTls: boolean;
  readonly caFile: string | undefined;
  /** The name that the certificates are checked against, where they do not contain the addresses. */
  readonly tlsServername?: string | undefined;
}

/** The connection settings of the Sentinels themselves. */
export interface SentinelAccess {
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly isTls: boolean;
}

export type RedisConfig =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'single'; readonly url: Secret; readonly access: RedisAccess }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisServer[]; readonly access: RedisAccess }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisServer[];
      readonly name: string;
      readonly sentinelAccess: SentinelAccess;
      readonly access: RedisAccess;
    };

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Secret<Buffer>;
}

/** The whole configuration; a token for injection as well as a type. Nothing else reads the environment. */
export abstract class AppConfig {
  abstract readonly isProduction: boolean;
  abstract readonly host: string;
  abstract readonly port: number;
  /** The public origins of the service: of the settings, or of `FRONTENDS_FILE`. */
  abstract readonly frontends: Frontends;
  /** The product's own and those of `APIS_FILE`. */
  abstract readonly permissions: PermissionCatalogue;
  /** APIs beside mail, by `APIS_FILE`. */
  abstract readonly apis: readonly ApiConfig[];
  /** Without a trailing slash. */
  abstract readonly graphBaseUrl: string;
  /** Whether this Graph deletes messages for good; not all of Microsoft's clouds do. */
  abstract readonly hasPermanentDelete: boolean;
  /** Where Graph sends change notifications; undefined: the service polls instead. */
  abstract readonly graphNotificationUrl: string | undefined;
  abstract readonly redis: RedisConfig;
  /** The first one encrypts, all decrypt. As they are now: a new list when their file has changed. */
  abstract readonly encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]];
  /** Files whose values change here when they are polled. */
  abstract readonly secretFiles: readonly Pick<WatchedFile<unknown>, 'current'>[];
  abstract readonly session: {
    readonly idleTimeoutSeconds: number;
    readonly absoluteTimeoutSeconds: number;
    /** The maximum age of a sign-in for what cannot be undone; undefined: no limit. */
    readonly stepUpSeconds?: number | undefined;
    /** ID token claims that `/auth/session` passes on. */
    readonly claims: readonly string[];
  };
  /** `isOn` only where browsers support it, which is https. */
  abstract readonly deviceBinding: { readonly isOn: boolean; readonly proofSeconds: number };
  /** Whether the mail app may store opened mail on the user's device. */
  abstract readonly hasOfflineReading: boolean;
  abstract readonly trustedProxies: readonly string[];
  /** Lower case; set by a trusted proxy. */
  abstract readonly countryHeader?: string | undefined;
  /** Requests in a minute; 0: no limit. */
  abstract readonly rateLimits: { readonly perSession: number; readonly perAddress: number };
  abstract readonly shutdownDelaySeconds: number;
  abstract readonly metricsPort: number | undefined;
  abstract readonly logLevel: LogLevel;
  abstract readonly otlpEndpoint: string | undefined;
}
