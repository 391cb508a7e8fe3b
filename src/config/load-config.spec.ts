import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';

import type { AppConfig } from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import { loadConfig } from './load-config.js';
import type { Environment } from './read-settings.js';
import { settings } from './settings.js';

const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const key = randomBytes(32).toString('base64url');
const minimal = { ENTRA_TENANT: 'common', ENTRA_CLIENT_ID: clientId, ENTRA_CLIENT_SECRET: 'a-real-secret' };
const production = {
  ...minimal,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://mail.example',
  REDIS_URL: 'redis://redis:6379',
  ENCRYPTION_KEYS: `k1:${key}`,
};

function noFile(path: string): string {
  throw new Error(`ENOENT ${path}`);
}

function load(changes: Environment = {}, readFile: (path: string) => string = noFile): AppConfig {
  return loadConfig({ ...minimal, ...changes }, readFile);
}

function problemsOf(environment: Environment, readFile: (path: string) => string = noFile): readonly string[] {
  try {
    loadConfig(environment, readFile);
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [`not a ConfigurationError: ${String(error)}`];
  }
}

describe('the configuration', () => {
  it.each([
    ['on', 'https://mail.example', true],
    ['off', 'https://mail.example', false],
    // No browser binds anything on http.
    ['on', 'http://localhost:3000', false],
  ])('with DEVICE_BINDING=%s at %s binds sessions: %s', (setting, url, isOn) => {
    expect(load({ DEVICE_BINDING: setting, PUBLIC_URL: url }).deviceBinding.isOn).toBe(isOn);
  });

  it('has the defaults that docs/configuration.md names', () => {
    expect(load()).toMatchObject({
      isProduction: false,
      host: '127.0.0.1',
      port: 3000,
      graphBaseUrl: 'https://graph.microsoft.com/v1.0',
      redis: { kind: 'embedded' },
      session: { idleTimeoutSeconds: 3600, absoluteTimeoutSeconds: 43_200 },
      deviceBinding: { isOn: false, proofSeconds: 300 },
      hasOfflineReading: true,
      trustedProxies: [],
      metricsPort: undefined,
      logLevel: 'info',
      otlpEndpoint: undefined,
    });
    expect(load().frontends.all).toEqual([
      {
        name: 'default',
        origin: 'http://localhost:3000',
        entra: {
          authorityHost: 'https://login.microsoftonline.com',
          tenant: 'common',
          clientId,
          credential: expect.objectContaining({ kind: 'secret' }),
          allowedTenants: undefined,
          allowPersonalAccounts: true,
          initialPermissions: ['profile.read', 'mail.read'],
        },
        authErrorPath: '/',
        webRoot: undefined,
        hstsIncludesSubdomains: false,
        contentSources: { connect: [], script: [], img: [], font: [] },
      },
    ]);
  });

  it('treats the empty value as absent', () => {
    expect(load({ PORT: '', ENTRA_ALLOWED_TENANTS: '', REDIS_URL: '' })).toMatchObject({
      port: 3000,
      redis: { kind: 'embedded' },
    });
  });

  it('generates a new encryption key each time outside of production', () => {
    const [one, other] = [load(), load()].map(({ encryptionKeys: [first] }) => first.key.reveal().toString('hex'));
    expect(one).toMatch(/^[\da-f]{64}$/);
    expect(one).not.toBe(other);
  });

  it('compares tenants and the client without regard to case', () => {
    const config = load({
      ENTRA_TENANT: 'Contoso.Example',
      ENTRA_CLIENT_ID: clientId.toUpperCase(),
      ENTRA_ALLOWED_TENANTS: clientId.toUpperCase(),
    });
    expect(config.frontends.first.entra).toMatchObject({
      tenant: 'contoso.example',
      clientId,
      allowedTenants: new Set([clientId]),
    });
  });

  it('adds sources to the policy of the page', () => {
    const { frontends } = load({
      CSP_CONNECT_SRC: 'https://api.example wss://live.example:8443, http://localhost:*',
      CSP_SCRIPT_SRC: "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=',https://cdn.example/lib/",
      CSP_IMG_SRC: 'https:',
      CSP_FONT_SRC: 'https://*.fonts.example',
    });

    expect(frontends.first.contentSources).toEqual({
      connect: ['https://api.example', 'wss://live.example:8443', 'http://localhost:*'],
      script: ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='", 'https://cdn.example/lib/'],
      img: ['https:'],
      font: ['https://*.fonts.example'],
    });
  });

  it.each([
    ['CSP_CONNECT_SRC', '*'],
    ['CSP_CONNECT_SRC', 'http://api.example'],
    ['CSP_CONNECT_SRC', 'http://localhost.evil.example'],
    ['CSP_CONNECT_SRC', 'https:'],
    ['CSP_CONNECT_SRC', "'self'"],
    ['CSP_SCRIPT_SRC', "'unsafe-inline'"],
    ['CSP_SCRIPT_SRC', "'unsafe-eval'"],
    ['CSP_SCRIPT_SRC', 'https:'],
    ['CSP_SCRIPT_SRC', 'data:'],
    ['CSP_SCRIPT_SRC', 'https://cdn.example;form-action'],
    ['CSP_IMG_SRC', 'http:'],
    ['CSP_FONT_SRC', 'https://fonts.example/?a=b'],
    ['CSP_FONT_SRC', ' , '],
  ])('refuses %s=%s, and only that', (name, value) => {
    expect(problemsOf({ ...minimal, [name]: value })).toEqual([expect.stringContaining(`${name} `)]);
  });

  it('passes on claims by any name of Entra’s, also of those that say that groups are too many', () => {
    const names = ['groups', '_claim_names', 'hasgroups', 'extn.team', 'xms_pl'];
    expect(load({ SESSION_CLAIMS: names.join() }).session.claims).toEqual(names);
    expect(problemsOf({ ...minimal, SESSION_CLAIMS: '__proto__' })).toEqual([
      expect.stringContaining('SESSION_CLAIMS '),
    ]);
  });

  it('refuses a WEB_ROOT without a start page', () => {
    const files = (path: string): string => {
      if (path !== '/srv/app/index.html') {
        throw new Error('not found');
      }
      return '<!doctype html>';
    };

    expect(problemsOf({ ...minimal, WEB_ROOT: '/srv/app' }, files)).toEqual([]);
    expect(problemsOf({ ...minimal, WEB_ROOT: '/srv/other' }, files)).toEqual([
      'WEB_ROOT has no index.html that can be read; name the folder of the built SPA',
    ]);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(load())).toBe(true);
  });

  it('reports all problems at once, each with the name of the setting', () => {
    const problems = problemsOf({
      PORT: 'x',
      PUBLIC_URL: 'mail.example',
      ENTRA_TENANT: '../x',
      LOG_LEVEL: 'loud',
      SESSION_IDLE_TIMEOUT_SECONDS: '0',
    });
    const names = [
      'PORT',
      'PUBLIC_URL',
      'ENTRA_TENANT',
      'LOG_LEVEL',
      'SESSION_IDLE_TIMEOUT_SECONDS',
      'ENTRA_CLIENT_ID',
      'ENTRA_CLIENT_SECRET',
    ];
    expect(names.filter((name) => !problems.some((problem) => problem.includes(name)))).toEqual([]);
  });

  it('puts all problems into one message, a line each', () => {
    const problems = ['one', 'two'];
    expect(new ConfigurationError(problems).message).toBe('The configuration is not valid:\n  - one\n  - two');
  });

  it.each<[string, Environment, RegExp]>([
    ['an invalid port', { PORT: '65536' }, /^PORT /],
    ['a negative port', { PORT: '-1' }, /^PORT /],
    ['a public URL without TLS', { PUBLIC_URL: 'http://mail.example' }, /^PUBLIC_URL must be https/],
    ['a public URL with a path', { PUBLIC_URL: 'https://mail.example/app' }, /^PUBLIC_URL must be an origin/],
    ['a public URL with a user', { PUBLIC_URL: 'https://a:b@mail.example' }, /^PUBLIC_URL holds a user name/],
    ['a public URL with a query', { PUBLIC_URL: 'https://mail.example/?a' }, /^PUBLIC_URL has a query/],
    ['a public URL of another scheme', { PUBLIC_URL: 'ftp://mail.example' }, /^PUBLIC_URL must be https/],
    [
      'an authority without TLS',
      { ENTRA_AUTHORITY_HOST: 'http://login.example' },
      /^ENTRA_AUTHORITY_HOST must be https/,
    ],
    ['a client id that is not a guid', { ENTRA_CLIENT_ID: 'my-app' }, /^ENTRA_CLIENT_ID must be/],
    [
      'a tenant guid of other groups',
      { ENTRA_TENANT: 'c0a505015-eed-4a11-8c0e-4f1b6d2a9e01' },
      /^ENTRA_TENANT must be/,
    ],
    ['a tenant of hyphens', { ENTRA_TENANT: '-'.repeat(36) }, /^ENTRA_TENANT must be/],
    ['a tenant domain with an empty label', { ENTRA_TENANT: 'contoso..example' }, /^ENTRA_TENANT must be/],
    ['an invalid tenant', { ENTRA_TENANT: 'common/../x' }, /^ENTRA_TENANT must be/],
    ['two credentials', { ENTRA_CLIENT_CERTIFICATE_FILE: '/c.pem' }, /^Exactly one of/],
    [
      'an allowed tenant that is no guid',
      { ENTRA_ALLOWED_TENANTS: 'contoso.example' },
      /^ENTRA_ALLOWED_TENANTS must be/,
    ],
    ['a flag that is neither true nor false', { ENTRA_ALLOW_PERSONAL_ACCOUNTS: 'yes' }, /must be true or false/],
    [
      'an unknown permission',
      { ENTRA_INITIAL_PERMISSIONS: 'mail.read,mail.all' },
      /^ENTRA_INITIAL_PERMISSIONS knows only/,
    ],
    ['Graph without TLS', { GRAPH_BASE_URL: 'http://graph.example/v1.0' }, /^GRAPH_BASE_URL must be https/],
    [
      'a notification URL without TLS',
      { GRAPH_NOTIFICATION_URL: 'http://mail.example/graph/notifications' },
      /^GRAPH_NOTIFICATION_URL must be https/,
    ],
    [
      'a notification URL that leads elsewhere',
      { GRAPH_NOTIFICATION_URL: 'https://mail.example/hook' },
      /^GRAPH_NOTIFICATION_URL must end in/,
    ],
    ['a Redis URL of another scheme', { REDIS_URL: 'http://redis' }, /^REDIS_URL must be/],
    ['a Redis database that is not a number', { REDIS_URL: 'redis://redis/abc' }, /^REDIS_URL must end in/],
    ['a path behind the Redis database', { REDIS_URL: 'redis://redis:6379/0/x' }, /^REDIS_URL must end in/],
    ['a Redis URL without a host', { REDIS_URL: 'redis://' }, /^REDIS_URL must end in/],
    ['metrics on the public port', { PORT: '4000', METRICS_PORT: '4000' }, /^METRICS_PORT must differ/],
    ['a node without a port', { REDIS_CLUSTER_NODES: 'one:6379,two' }, /^REDIS_CLUSTER_NODES must be/],
    ['two kinds of Redis', { REDIS_URL: 'redis://a', REDIS_CLUSTER_NODES: 'a:1' }, /exclude each other/],
    ['sentinels without a name', { REDIS_SENTINELS: 'a:1' }, /^REDIS_SENTINEL_NAME is missing/],
    ['a short key', { ENCRYPTION_KEYS: 'k1:AAAA' }, /^ENCRYPTION_KEYS must be/],
    ['a key that is not base64url', { ENCRYPTION_KEYS: `k1:${'+'.repeat(43)}` }, /^ENCRYPTION_KEYS must be/],
    ['a key without an id', { ENCRYPTION_KEYS: key }, /^ENCRYPTION_KEYS must be/],
    ['a colon between two keys', { ENCRYPTION_KEYS: `k1:${key}:k2:${key}` }, /^ENCRYPTION_KEYS must be/],
    ['one id for two keys', { ENCRYPTION_KEYS: `k1:${key},k1:${key}` }, /one id for two keys/],
    ['only commas for keys', { ENCRYPTION_KEYS: ',' }, /^ENCRYPTION_KEYS /],
    ['no time', { SESSION_IDLE_TIMEOUT_SECONDS: '0' }, /must be greater than zero/],
    ['endless time', { SESSION_ABSOLUTE_TIMEOUT_SECONDS: '9'.repeat(400) }, /must be at most/],
    ['time beyond all dates', { SESSION_ABSOLUTE_TIMEOUT_SECONDS: '9999999999999' }, /must be at most/],
    ['a negative time', { SESSION_ABSOLUTE_TIMEOUT_SECONDS: '-5' }, /must be a positive number/],
    [
      'more idleness than life',
      { SESSION_IDLE_TIMEOUT_SECONDS: '100', SESSION_ABSOLUTE_TIMEOUT_SECONDS: '99' },
      /must be at most/,
    ],
    ['a binding that is neither on nor off', { DEVICE_BINDING: 'true' }, /^DEVICE_BINDING must be on or off/],
    ['a proof without time', { DEVICE_PROOF_SECONDS: '0' }, /^DEVICE_PROOF_SECONDS must be greater than zero/],
    ['a proof of half a second', { DEVICE_PROOF_SECONDS: '0.5' }, /^DEVICE_PROOF_SECONDS must be a positive whole/],
    ['an error path elsewhere', { AUTH_ERROR_PATH: '//evil.example' }, /^AUTH_ERROR_PATH must be/],
    ['an error path with a fragment', { AUTH_ERROR_PATH: '/x#y' }, /^AUTH_ERROR_PATH must be/],
    ['an error path that no header can hold', { AUTH_ERROR_PATH: '/错误' }, /^AUTH_ERROR_PATH must be/],
    ['an error path with a control character', { AUTH_ERROR_PATH: '/a\u0001' }, /^AUTH_ERROR_PATH must be/],
    ['an error path with a backslash', { AUTH_ERROR_PATH: '/\\evil.example' }, /^AUTH_ERROR_PATH must be/],
    ['a proxy that is not an address', { TRUSTED_PROXIES: 'all' }, /^TRUSTED_PROXIES must be/],
    ['a proxy that is an impossible address', { TRUSTED_PROXIES: '999.1.1.1/8' }, /^TRUSTED_PROXIES must be/],
    ['a network with too long a prefix', { TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES must be/],
    [
      'a country header without a trusted proxy',
      { COUNTRY_HEADER: 'CF-IPCountry' },
      /^COUNTRY_HEADER is only .* set TRUSTED_PROXIES/,
    ],
    ...(
      'Cookie Host Origin Forwarded Purpose TE Via X-CSRF X-Moz X-Purpose X-Forwarded-For Sec-Fetch-Site Sec-Purpose Range ' +
      'Content-Type Transfer-Encoding Accept-Encoding If-None-Match Idempotency-Key Last-Event-ID User-Agent Traceparent ' +
      'Secure-Session-Response Authorization Connection __proto__'
    )
      .split(' ')
      .map((name): [string, Environment, RegExp] => [
        `a country in ${name}`,
        { COUNTRY_HEADER: name, TRUSTED_PROXIES: '10.0.0.0/8' },
        /^COUNTRY_HEADER must be/,
      ]),
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be/],
    ['an unknown kind of run', { NODE_ENV: 'staging' }, /^NODE_ENV must be/],
    [
      'no personal accounts for consumers',
      { ENTRA_TENANT: 'consumers', ENTRA_ALLOW_PERSONAL_ACCOUNTS: 'false' },
      /cannot be false/,
    ],
    [
      'consumers outside of the allowed tenants',
      { ENTRA_TENANT: 'consumers', ENTRA_ALLOWED_TENANTS: clientId },
      /^ENTRA_ALLOWED_TENANTS/,
    ],
    [
      'a tenant outside of the allowed tenants',
      { ENTRA_TENANT: 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01', ENTRA_ALLOWED_TENANTS: clientId },
      /^ENTRA_ALLOWED_TENANTS/,
    ],
  ])('is refused with %s', (_what, changes, problem) => {
    expect(problemsOf({ ...minimal, ...changes }).filter((text) => problem.test(text))).toHaveLength(1);
  });

  it.each<[string, Environment]>([
    [
      'another cloud',
      { ENTRA_AUTHORITY_HOST: 'https://login.microsoftonline.us', GRAPH_BASE_URL: 'https://graph.microsoft.us/v1.0/' },
    ],
    ['loopback without TLS', { PUBLIC_URL: 'http://127.0.0.1:8080', GRAPH_BASE_URL: 'http://localhost:1/v1.0' }],
    ['a fraction of a second', { SESSION_IDLE_TIMEOUT_SECONDS: '0.5' }],
    ['three hundred years', { SESSION_ABSOLUTE_TIMEOUT_SECONDS: '9999999999' }],
    [
      'IPv6 nodes and proxies',
      { REDIS_CLUSTER_NODES: '[::1]:7000,h.example:7001', TRUSTED_PROXIES: '10.0.0.0/8, ::1' },
    ],
    ['sentinels', { REDIS_SENTINELS: 'a:26379,b:26379', REDIS_SENTINEL_NAME: 'main' }],
    ['a Redis database', { REDIS_URL: 'redis://:pass%2Fword@[::1]:6379/15' }],
    ['a Redis URL with a bare slash', { REDIS_URL: 'rediss://redis/' }],
    ['several keys', { ENCRYPTION_KEYS: `new:${key}, old:${key}` }],
    [
      'consumers when their tenant is allowed',
      { ENTRA_TENANT: 'consumers', ENTRA_ALLOWED_TENANTS: '9188040d-6c67-4c5b-b112-36a304b66dad' },
    ],
  ])('may have %s', (_what, changes) => {
    expect(problemsOf({ ...minimal, ...changes })).toEqual([]);
  });

  describe('files that are used later', () => {
    const [certificate = ''] = rootCertificates;
    const foreignKey = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey;
    const names = ['ENTRA_CLIENT_CERTIFICATE_FILE', 'ENTRA_FEDERATED_TOKEN_FILE', 'REDIS_CA_FILE'] as const;
    const withFile = (name: string): Environment => ({
      ...minimal,
      ...(name === 'REDIS_CA_FILE' ? {} : { ENTRA_CLIENT_SECRET: '' }),
      [name]: '/file',
    });

    it.each(names)('are refused at start when they cannot be read: %s', (name) => {
      expect(problemsOf(withFile(name))).toEqual([`${name} cannot be read; check the path and its permissions`]);
    });

    it.each<[(typeof names)[number], string]>([
      ['ENTRA_CLIENT_CERTIFICATE_FILE', 'junk'],
      ['ENTRA_CLIENT_CERTIFICATE_FILE', certificate],
      ['ENTRA_CLIENT_CERTIFICATE_FILE', foreignKey],
      ['ENTRA_CLIENT_CERTIFICATE_FILE', `${foreignKey}\n${certificate}`],
      ['ENTRA_FEDERATED_TOKEN_FILE', ' \n'],
      ['REDIS_CA_FILE', 'junk'],
    ])('are refused at start when they do not hold the required content: %s', (name, content) => {
      const problems = problemsOf(withFile(name), () => content);
      expect(problems).toEqual([expect.stringMatching(`^${name} must hold `)]);
      expect(problems.join('\n')).not.toContain('junk');
    });

    it.each<[(typeof names)[number], string]>([
      ['ENTRA_FEDERATED_TOKEN_FILE', 'a.b.c\n'],
      ['REDIS_CA_FILE', certificate],
    ])('are accepted when they do: %s', (name, content) => {
      expect(problemsOf(withFile(name), () => content)).toEqual([]);
    });
  });

  describe('in production', () => {
    it('is complete with Redis and keys', () => {
      expect(problemsOf(production)).toEqual([]);
    });

    it.each<[string, Environment, RegExp]>([
      ['the embedded store', { REDIS_URL: '' }, /^Redis is missing/],
      ['generated keys', { ENCRYPTION_KEYS: '' }, /^ENCRYPTION_KEYS is missing/],
      ...[
        'changeme',
        'change-me',
        'secret',
        'password',
        'your-client-secret',
        'YourClientSecretHere',
        'sandbox-secret',
      ].map((sample): [string, Environment, RegExp] => [
        `the sample secret ${sample}`,
        { ENTRA_CLIENT_SECRET: sample },
        /is a sample/,
      ]),
    ])('refuses %s', (_what, changes, problem) => {
      expect(problemsOf({ ...production, ...changes }).filter((text) => problem.test(text))).toHaveLength(1);
    });
  });

  describe('its secrets', () => {
    const secretNames = Object.entries(settings)
      .filter(([, setting]) => 'isSecret' in setting)
      .map(([name]) => name);

    it('are the settings that the documentation calls secret', () => {
      expect(secretNames).toEqual([
        'ENTRA_CLIENT_SECRET',
        'REDIS_URL',
        'REDIS_SENTINEL_PASSWORD',
        'REDIS_PASSWORD',
        'ENCRYPTION_KEYS',
      ]);
    });

    it('may come from files, whose last line break does not count', () => {
      const files = new Map([
        ['/run/secret', 'from-a-file\n'],
        ['/run/keys', `k1:${key}\n`],
      ]);
      const config = load(
        { ENTRA_CLIENT_SECRET: undefined, ENTRA_CLIENT_SECRET_FILE: '/run/secret', ENCRYPTION_KEYS_FILE: '/run/keys' },
        (path) => files.get(path) ?? noFile(path),
      );
      expect(config.frontends.first.entra.credential).toMatchObject({ kind: 'secret' });
      expect(
        config.frontends.first.entra.credential.kind === 'secret' &&
          config.frontends.first.entra.credential.secret.reveal(),
      ).toBe('from-a-file');
      expect(config.encryptionKeys[0].key.reveal().toString('base64url')).toBe(key);
    });

    it.each(secretNames)('cannot come twice: %s', (name) => {
      expect(problemsOf({ ...minimal, [name]: 'x', [`${name}_FILE`]: '/x' }, () => 'x')).toContainEqual(
        expect.stringContaining(`${name} and ${name}_FILE are both given`),
      );
    });

    it('that cannot be read are one problem, not a missing credential as well', () => {
      const { ENTRA_CLIENT_SECRET: _secret, ...rest } = minimal;
      expect(problemsOf({ ...rest, ENTRA_CLIENT_SECRET_FILE: '/nowhere' })).toHaveLength(1);
    });

    it.each(secretNames)('are reported when their file cannot be read: %s', (name) => {
      const { ENTRA_CLIENT_SECRET: _secret, ...rest } = minimal;
      expect(problemsOf({ ...rest, [`${name}_FILE`]: '/nowhere' })).toContainEqual(
        expect.stringContaining(`${name}_FILE cannot be read`),
      );
    });

    it('are reported when their file is empty', () => {
      const { ENTRA_CLIENT_SECRET: _secret, ...rest } = minimal;
      expect(problemsOf({ ...rest, ENTRA_CLIENT_SECRET_FILE: '/empty' }, () => '\n')).not.toEqual([]);
    });

    it('come from no file when none is named', () => {
      expect(load({ PORT_FILE: '/port' }).port).toBe(3000);
    });

    it('are never echoed by a refusal', () => {
      const canary = 'CANARY-5f1c';
      const environment = Object.fromEntries(Object.keys(settings).map((name) => [name, `${canary} ${name}`]));
      const problems = problemsOf(environment);
      expect(problems.length).toBeGreaterThan(15);
      expect(problems.join('\n')).not.toContain(canary);
    });

    it('do not print with the configuration', () => {
      const config = load({
        REDIS_URL: 'redis://u:the-redis-password@r',
        REDIS_PASSWORD: 'the-other-password',
        ENCRYPTION_KEYS: `k1:${key}`,
      });
      const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)}`;
      expect(printed).not.toMatch(/a-real-secret|the-redis-password|the-other-password/);
      expect(printed).not.toContain(key);
      expect(printed).not.toContain(Buffer.from(key, 'base64url').toString('hex'));
    });
  });
});
