import { z } from 'zod';

import { ownPermissions } from './permissions.js';
import {
  baseUrl,
  connectSources,
  countryHeader,
  flag,
  guid,
  hasHostAndNumberedDatabase,
  imageSources,
  isAddressOrNetwork,
  keyList,
  list,
  notificationUrl,
  onOff,
  origin,
  perMinute,
  permissionList,
  port,
  publicOrigin,
  scriptSources,
  seconds,
  secondsOrNever,
  servers,
  text,
  url,
  wholeSeconds,
} from './setting-schemas.js';

/** One environment variable: how it is parsed, what it means, and the fix when it is invalid. */
export interface Setting {
  readonly schema: z.ZodType;
  /** As documented; undefined: no default. */
  readonly default?: string;
  readonly meaning: string;
  /** May also be given as `NAME_FILE`, a file that holds the value. */
  readonly isSecret?: true;
}

/** All settings, in the order of the documentation. `docs/configuration.md` and `.env.example` follow this table. */
export const settings = {
  NODE_ENV: {
    schema: z.enum(['production', 'development', 'test'], { error: 'must be production, development or test' }),
    default: 'development',
    meaning: '`production` refuses the embedded store, generated keys and sample secrets, and hides `/api/docs`.',
  },
  PORT: { schema: port, default: '3000', meaning: 'Port to listen on.' },
  HOST: { schema: text, default: '127.0.0.1', meaning: 'Address to listen on (`0.0.0.0` in the image).' },
  PUBLIC_URL: {
    schema: publicOrigin,
    default: 'http://localhost:3000',
    meaning: 'The origin that browsers see. Redirect URIs derive from it and never from a request header.',
  },
  ENTRA_AUTHORITY_HOST: {
    schema: origin,
    default: 'https://login.microsoftonline.com',
    meaning: 'Origin of the authority; another one for sovereign clouds.',
  },
  ENTRA_TENANT: {
    schema: z
      .string()
      .refine(
        (value) => guid.test(value) || /^([a-z\d-]+(\.[a-z\d-]+)+|organizations|common|consumers)$/i.test(value),
        "must be the tenant's guid or domain, or organizations, common or consumers",
      ),
    meaning: "The tenant's guid or domain, or `organizations`, `common`, `consumers`.",
  },
  ENTRA_CLIENT_ID: {
    schema: z.string().regex(guid, 'must be the application (client) id, a guid'),
    meaning: 'Application (client) id of the app registration.',
  },
  ENTRA_CLIENT_SECRET: {
    schema: text,
    meaning: 'Client secret. Exactly one credential is given. A file is read again when it changes.',
    isSecret: true,
  },
  ENTRA_CLIENT_CERTIFICATE_FILE: {
    schema: text,
    meaning:
      'PEM file with the private key and the certificate chain, instead of a secret; read again when it changes.',
  },
  ENTRA_FEDERATED_TOKEN_FILE: {
    schema: text,
    meaning: 'File with a federated token (workload identity), instead of a secret; read again when it changes.',
  },
  ENTRA_ALLOWED_TENANTS: {
    schema: list.refine((ids) => ids.every((id) => guid.test(id)), 'must be tenant guids, comma separated'),
    meaning: 'Tenant ids whose users may sign in, comma separated. Default: any.',
  },
  ENTRA_ALLOW_PERSONAL_ACCOUNTS: {
    schema: flag,
    default: 'true',
    meaning: 'Whether personal Microsoft accounts may sign in.',
  },
  ENTRA_INITIAL_PERMISSIONS: {
    schema: permissionList,
    default: 'profile.read,mail.read',
    meaning: `Asked for at sign-in; the rest is asked for when it is needed. Known: ${ownPermissions.names.join(', ')}, and those of Microsoft Graph in \`APIS_FILE\`.`,
  },
  GRAPH_BASE_URL: {
    schema: baseUrl,
    default: 'https://graph.microsoft.com/v1.0',
    meaning: 'Microsoft Graph with its version; the only address that receives tokens for Graph.',
  },
  GRAPH_NOTIFICATION_URL: {
    schema: notificationUrl,
    meaning:
      "URL by which Graph reaches `/graph/notifications` of this service from the internet, to notify it of changes at once. Default: mailboxes are polled, every 8 to 24 seconds while a user's mail is open.",
  },
  APIS_FILE: {
    schema: text,
    meaning: 'File (YAML or JSON) with APIs beside mail and their permissions ([apis.md](apis.md)). Default: none.',
  },
  FRONTENDS_FILE: {
    schema: text,
    meaning:
      'File (YAML or JSON) with several frontends in one process, by host: each with its own origin, and where it needs them its own client id, permissions and SPA ([frontends.md](frontends.md)). Default: one frontend, made of these settings.',
  },
  REDIS_URL: {
    schema: z
      .string()
      .regex(/^rediss?:\/\//, 'must be redis:// or rediss://')
      .refine(
        hasHostAndNumberedDatabase,
        'must end in the host and port, or in the number of a database: redis://host:6379/0',
      ),
    meaning: 'A single Redis server. Without any Redis setting an embedded store in memory is used.',
    isSecret: true,
  },
  REDIS_CLUSTER_NODES: { schema: servers, meaning: 'Redis Cluster: `host:port`, comma separated.' },
  REDIS_SENTINELS: { schema: servers, meaning: 'Redis Sentinels: `host:port`, comma separated.' },
  REDIS_SENTINEL_NAME: { schema: text, meaning: 'Name of the group that the sentinels watch.' },
  REDIS_SENTINEL_USERNAME: { schema: text, meaning: 'ACL user of the sentinels.' },
  REDIS_SENTINEL_PASSWORD: {
    schema: text,
    meaning: 'Password of the sentinels. A file is read again when it changes.',
    isSecret: true,
  },
  REDIS_SENTINEL_TLS: { schema: flag, default: 'false', meaning: 'TLS to the sentinels themselves.' },
  REDIS_USERNAME: { schema: text, meaning: 'ACL user (Cluster, Sentinel; a single server may have it in the URL).' },
  REDIS_PASSWORD: {
    schema: text,
    meaning: 'Password (Cluster, Sentinel; or for a URL without one). A file is read again when it changes.',
    isSecret: true,
  },
  REDIS_TLS: {
    schema: flag,
    default: 'false',
    meaning: 'TLS to Cluster or Sentinel-managed servers; a single server may have it by `rediss://`.',
  },
  REDIS_TLS_SERVERNAME: {
    schema: z.string().regex(/^[\w*-]+(\.[\w-]+)*$/, 'must be a host name'),
    meaning:
      'The name that the certificates are checked for. Needed where nodes announce addresses that their certificates do not name, as those of Azure do.',
  },
  REDIS_CA_FILE: { schema: text, meaning: 'PEM file with the CA of the Redis servers.' },
  ENCRYPTION_KEYS: {
    schema: keyList,
    meaning:
      '`id:base64url-32-bytes`, comma separated; the first one encrypts. Generated when not in production. A file is read again when it changes.',
    isSecret: true,
  },
  SESSION_IDLE_TIMEOUT_SECONDS: {
    schema: seconds,
    default: '3600',
    meaning: 'A session ends when it has not been used for this long.',
  },
  SESSION_ABSOLUTE_TIMEOUT_SECONDS: {
    schema: seconds,
    default: '43200',
    meaning: 'A session ends this long after sign-in, whatever happens.',
  },
  SESSION_STEP_UP_SECONDS: {
    schema: secondsOrNever,
    default: '0',
    meaning:
      'What cannot be undone (deleting messages or folders for good, emptying Deleted Items, switching automatic replies on) requires a sign-in that is not older. `0`: a sign-in of any age will do.',
  },
  SESSION_CLAIMS: {
    schema: list.refine(
      (names) => names.every((name) => /^_?[a-z][\w.:/-]{0,126}$/i.test(name)),
      'must be names of claims, comma separated',
    ),
    meaning: 'Claims of the ID token that `/auth/session` passes on as `claims` (`roles`, `groups`, …). Default: none.',
  },
  DEVICE_BINDING: {
    schema: onOff,
    default: 'on',
    meaning:
      'Whether sessions are bound to the device where the browser can do that; it needs a `PUBLIC_URL` with https ([device-binding.md](device-binding.md)).',
  },
  DEVICE_PROOF_SECONDS: {
    schema: wholeSeconds,
    default: '300',
    meaning:
      'How long a bound session can be used before its browser must prove the device again. Below 180 Chromium may stop signing for some minutes.',
  },
  OFFLINE_READING: {
    schema: onOff,
    default: 'on',
    meaning:
      'Whether the mail app keeps what its user has read for reading without a network: encrypted, and until their session ends. `off` also deletes what browsers have kept, at their next visit.',
  },
  AUTH_ERROR_PATH: {
    // Printable ASCII: it is sent as a header.
    schema: z.string().regex(/^\/(?!\/)[!"$-[\]-~]*$/, 'must be a local path'),
    default: '/',
    meaning: 'Where the browser goes when sign-in fails, with `auth_error` and `ref` added to the query.',
  },
  WEB_ROOT: {
    schema: text,
    meaning: 'Folder of the SPA, with an `index.html`. Default: the mail app that comes with the service.',
  },
  CSP_CONNECT_SRC: {
    schema: connectSources,
    meaning:
      "Sources that the SPA's `connect-src` gets beside `'self'`, separated by commas or spaces. Default: none. A script of the page can send what it reads to each of them.",
  },
  CSP_SCRIPT_SRC: {
    schema: scriptSources,
    meaning:
      "Sources that the SPA's `script-src` gets beside `'self'`: origins, hashes, `'wasm-unsafe-eval'`. Default: none. Whoever serves a script from there can act as the user.",
  },
  CSP_IMG_SRC: {
    schema: imageSources,
    meaning: "Sources that the SPA's `img-src` gets beside its own. Default: none.",
  },
  CSP_FONT_SRC: {
    schema: imageSources,
    meaning: "Sources that the SPA's `font-src` gets beside its own. Default: none.",
  },
  HSTS_INCLUDE_SUBDOMAINS: {
    schema: flag,
    default: 'false',
    meaning:
      'Whether browsers must use https for all subdomains of `PUBLIC_URL`, and of each frontend that says nothing else (`Strict-Transport-Security`).',
  },
  TRUSTED_PROXIES: {
    schema: list.refine((parts) => parts.every(isAddressOrNetwork), 'must be addresses or CIDRs'),
    meaning:
      'Proxies whose X-Forwarded-For and -Proto count, for logs and rate limits, and with `FRONTENDS_FILE` -Host. Default: none.',
  },
  COUNTRY_HEADER: {
    schema: countryHeader,
    meaning:
      "Header in which a trusted proxy names the client's country (ISO 3166-1, e.g. `CF-IPCountry`). A session that continues in another country is then reported to the user and audited. From anybody else the header is dropped. It needs `TRUSTED_PROXIES`, and must not be a header that has a meaning of its own. Default: none.",
  },
  RATE_LIMIT_PER_SESSION: {
    schema: perMinute,
    default: '30000',
    meaning: 'Requests that one session may make in a minute at one replica; `0` is no limit.',
  },
  RATE_LIMIT_PER_ADDRESS: {
    schema: perMinute,
    default: '600',
    meaning:
      'Sign-in requests (`/auth/login`, callbacks, …) from one client address in a minute, over all replicas; `0` is no limit.',
  },
  SHUTDOWN_DELAY_SECONDS: {
    schema: z
      .string()
      .regex(/^\d{1,2}(\.\d+)?$/, 'must be a number of seconds')
      .transform(Number)
      .refine((value) => value <= 20, 'must be at most 20, so that requests in flight have time to finish'),
    default: '2',
    meaning: 'After SIGTERM, how long requests are still taken while balancers notice that this replica is not ready.',
  },
  METRICS_PORT: { schema: port, meaning: 'Port of the Prometheus metrics. Default: off.' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    }),
    default: 'info',
    meaning: 'Lowest level that is logged.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url.transform((value) => value.href),
    meaning: 'OTLP endpoint. Default: off.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The parsed values; a setting without a default may be absent. */
export type SettingValues = {
  readonly [Name in SettingName]:
    | z.output<(typeof settings)[Name]['schema']>
    | ((typeof settings)[Name] extends { default: string } ? never : undefined);
};
