import { generateKeyPairSync } from 'node:crypto';

import type { AppConfig } from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import type { Frontends } from './frontend.js';
import { loadConfig } from './load-config.js';
import type { Environment } from './read-settings.js';

const own = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';
const other = '11111111-2222-3333-4444-555555555555';
const tenant = 'c0a50501-5eed-4a11-8c0e-4f1b6d2a9e01';
const settings = { ENTRA_TENANT: 'common', ENTRA_CLIENT_ID: own, ENTRA_CLIENT_SECRET: 'a-real-secret' };
const files: Readonly<Record<string, string>> = {
  '/run/desk': 'the-secret-of-the-desk\n',
  '/run/empty': ' \n',
  '/run/token': 'a.federated.token\n',
  '/srv/desk/index.html': '<!doctype html>',
  '/run/key-alone.pem': generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
};

const mail = { name: 'mail', origin: 'https://mail.example' };
const desk = { name: 'desk', origin: 'https://desk.example', clientId: other, clientSecretFile: '/run/desk' };

function load(file: string, environment: Environment = settings): AppConfig {
  return loadConfig({ ...environment, FRONTENDS_FILE: '/etc/frontends.yaml' }, (path) => {
    const content = path === '/etc/frontends.yaml' ? file : files[path];
    if (content === undefined) {
      throw new Error('ENOENT');
    }
    return content;
  });
}

function frontendsOf(entries: readonly object[], environment?: Environment): Frontends {
  return load(JSON.stringify({ frontends: entries }), environment).frontends;
}

function problemsOf(file: string, environment?: Environment): readonly string[] {
  try {
    load(file, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [`not a ConfigurationError: ${String(error)}`];
  }
}

function problemsWith(entries: readonly object[], environment?: Environment): readonly string[] {
  return problemsOf(JSON.stringify({ frontends: entries }), environment);
}

describe('the file of frontends', () => {
  it('gives each its own values, and otherwise those of the settings', () => {
    const config = load(
      `
frontends:
  - name: mail
    origin: https://mail.example
  - name: desk
    origin: https://desk.example:8443
    tenant: ${tenant}
    clientId: ${other.toUpperCase()}
    clientSecretFile: /run/desk
    allowedTenants: [${tenant}]
    allowPersonalAccounts: false
    permissions: [profile.read]
    authErrorPath: /oops
    webRoot: /srv/desk
    hstsIncludeSubdomains: false
    csp: { connect: [https://api.example, wss://live.example], img: ['https:'] }
`,
      {
        ...settings,
        CSP_FONT_SRC: 'https://fonts.example',
        AUTH_ERROR_PATH: '/error',
        HSTS_INCLUDE_SUBDOMAINS: 'true',
      },
    );
    const { frontends, secretFiles } = config;
    const [first, second] = frontends.all;

    expect(frontends.areByHost).toBe(true);
    expect(config.deviceBinding.isOn).toBe(true);
    expect(first).toMatchObject({
      ...mail,
      authErrorPath: '/error',
      webRoot: undefined,
      hstsIncludesSubdomains: true,
      contentSources: { connect: [], script: [], img: [], font: ['https://fonts.example'] },
      entra: { tenant: 'common', clientId: own, initialPermissions: ['profile.read', 'mail.read'] },
    });
    expect(second).toMatchObject({
      name: 'desk',
      origin: 'https://desk.example:8443',
      authErrorPath: '/oops',
      webRoot: '/srv/desk',
      hstsIncludesSubdomains: false,
      contentSources: {
        connect: ['https://api.example', 'wss://live.example'],
        script: [],
        img: ['https:'],
        font: ['https://fonts.example'],
      },
      entra: {
        tenant,
        clientId: other,
        allowedTenants: new Set([tenant]),
        allowPersonalAccounts: false,
        initialPermissions: ['profile.read'],
      },
    });
    const secrets = frontends.all.map(({ entra: { credential } }) =>
      credential.kind === 'secret' ? credential.secret.reveal() : credential.kind,
    );
    expect(secrets).toEqual(['a-real-secret', 'the-secret-of-the-desk']);
    // It is read again when it changes.
    expect(secretFiles).toHaveLength(1);
  });

  it('may contain every value, so that the settings need no app registration', () => {
    const { all } = frontendsOf([{ ...desk, tenant: 'contoso.example' }], {});

    expect(all.map(({ entra }) => [entra.clientId, entra.tenant])).toEqual([[other, 'contoso.example']]);
  });

  it('gives all of one app registration the same credential', () => {
    const [one, two] = frontendsOf([mail, { name: 'twin', origin: 'https://twin.example', clientId: own }]).all;

    expect(two?.entra.credential).toBe(one.entra.credential);
  });

  it('assigns records without a name to the frontend at PUBLIC_URL, where that is given', () => {
    expect(frontendsOf([desk, mail], { ...settings, PUBLIC_URL: mail.origin }).findOf({})?.name).toBe('mail');
    expect(frontendsOf([desk, mail]).findOf({})).toBeUndefined();
    // The default of PUBLIC_URL is not a setting.
    expect(frontendsOf([{ name: 'local', origin: 'http://localhost:3000' }]).findOf({})).toBeUndefined();
  });

  it.each<[string, readonly object[], string]>([
    ['no name', [{ origin: mail.origin }], 'FRONTENDS_FILE: frontends[0].name is missing'],
    ['a name with blanks', [{ ...mail, name: 'the desk' }], 'FRONTENDS_FILE: frontends[0].name must be small letters'],
    ['no origin', [{ name: 'mail' }], 'FRONTENDS_FILE: frontends[0].origin is missing'],
    ['a path', [{ ...mail, origin: 'https://mail.example/app' }], 'frontends[0].origin must be an origin'],
    ['http', [{ ...mail, origin: 'http://mail.example' }], 'frontends[0].origin must be https'],
    ['a secret in the file', [{ ...desk, clientSecret: 's3cr3t' }], 'frontends[0].clientSecret is not known; remove'],
    ['an unknown member', [{ ...mail, scopes: [] }], 'frontends[0].scopes is not known; remove it'],
    ['two of a name', [mail, { ...desk, name: 'mail' }], 'two frontends have the name mail'],
    ['two of an origin', [mail, { ...mail, name: 'b', origin: 'https://MAIL.example:443' }], 'the host mail.example;'],
    [
      'two ports',
      [mail, { ...mail, name: 'b', origin: 'https://mail.example:8443' }],
      'the host mail.example; cookies',
    ],
    ['a dot only', [mail, { ...mail, name: 'b', origin: 'https://mail.example.' }], 'two frontends have the host mail'],
    ['http and https', [mail, { ...mail, name: 'b', origin: 'http://b.localhost' }], 'must be all https, or all http'],
    ['no credential', [{ ...mail, clientId: other }], 'FRONTENDS_FILE: mail: exactly one of clientSecretFile'],
    [
      'two credentials',
      [{ ...desk, federatedTokenFile: '/run/token' }],
      'desk: exactly one of clientSecretFile, clientCer',
    ],
    [
      'a credential without a client id',
      [{ ...mail, clientSecretFile: '/run/desk' }],
      'without the clientId that it belongs to',
    ],
    ['no file of that name', [{ ...desk, clientSecretFile: '/run/no' }], 'desk: clientSecretFile cannot be read'],
    ['an empty secret', [{ ...desk, clientSecretFile: '/run/empty' }], 'desk: clientSecretFile cannot be read, or is'],
    ['no PEM', [{ ...mail, clientId: other, clientCertificateFile: '/run/key-alone.pem' }], 'mail: ENTRA_CLIENT_CERT'],
    ['an unknown permission', [{ ...mail, permissions: ['mail.burn'] }], 'mail: ENTRA_INITIAL_PERMISSIONS knows only'],
    ['no start page', [{ ...mail, webRoot: '/srv/none' }], 'mail: WEB_ROOT has no index.html'],
    ['a wide policy', [{ ...mail, csp: { script: ['*'] } }], 'frontends[0].csp.script must be origins'],
    ['two sources in one', [{ ...mail, csp: { img: ['https://a.example https:'] } }], 'csp.img[0] must be one value'],
    ['two tenants of one app', [mail, { ...mail, name: 'b', origin: 'https://b.example', tenant }], 'two tenants'],
    [
      'two credentials of one app',
      [desk, { ...desk, name: 'b', origin: 'https://b.example', clientSecretFile: '/run/token' }],
      'desk and b have one client id and two credentials',
    ],
  ])('refuses %s', (_what, entries, problem) => {
    const problems = problemsWith(entries);

    expect(problems.join('\n')).toContain(problem);
    expect(problems.join('\n')).not.toContain('s3cr3t');
    expect(problems).toHaveLength(1);
  });

  it('reports everything that is wrong at once, and what is wrong with the settings once', () => {
    const problems = problemsWith(
      [
        { ...mail, origin: 'x' },
        { ...desk, webRoot: '/srv/none' },
        { ...mail, extra: 1 },
      ],
      {
        ...settings,
        ENTRA_INITIAL_PERMISSIONS: 'no spaces, here',
        METRICS_PORT: '3000',
      },
    );

    expect(problems).toEqual([
      'ENTRA_INITIAL_PERMISSIONS must be names of permissions, comma separated',
      'METRICS_PORT must differ from PORT; metrics are not for the public',
      'FRONTENDS_FILE: frontends[0].origin is not a URL; write it with its scheme, e.g. https://mail.example',
      'FRONTENDS_FILE: frontends[2].extra is not known; remove it',
      'FRONTENDS_FILE: desk: WEB_ROOT has no index.html that can be read; name the folder of the built SPA',
    ]);
  });

  it.each([
    ['no YAML', 'frontends: [', 'FRONTENDS_FILE is not YAML: line 1'],
    ['nothing', '', 'FRONTENDS_FILE: frontends is missing'],
    ['a list', '[]', 'FRONTENDS_FILE: the file must hold the member frontends'],
    ['no frontend', 'frontends: []', 'FRONTENDS_FILE: frontends must name a frontend'],
  ])('refuses a file of %s', (_what, file, problem) => {
    expect(problemsOf(file)).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses a PUBLIC_URL of none of them, and a missing file', () => {
    expect(problemsWith([mail], { ...settings, PUBLIC_URL: 'https://third.example' })).toEqual([
      'PUBLIC_URL is the origin of no frontend in FRONTENDS_FILE; leave it out, or make it one of them',
    ]);
    const missing = (): AppConfig =>
      loadConfig({ ...settings, FRONTENDS_FILE: '/no' }, () => {
        throw new Error('ENOENT');
      });
    expect(missing).toThrow('FRONTENDS_FILE cannot be read');
  });
});
