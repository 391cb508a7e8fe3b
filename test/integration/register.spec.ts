import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { Sandbox } from '../../sandbox/src/index.js';
import { freePort } from '../support/free-port.js';
import { clientId, clientSecret, startSandboxFor } from '../support/test-environment.js';

const root = join(import.meta.dirname, '../..');
const tenantId = '11111111-2222-4333-8444-555555555555';
const graphBaseUrl = 'https://graph.microsoft.com/v1.0';

interface Application {
  readonly appId: string;
  readonly signInAudience: string;
  readonly web: { readonly redirectUris: readonly string[]; readonly logoutUrl?: string };
  readonly requiredResourceAccess: readonly { readonly resourceAppId: string; readonly resourceAccess: unknown[] }[];
  readonly optionalClaims: { readonly idToken: readonly { readonly name: string }[] };
}

interface DirectoryState {
  readonly applications: readonly Application[];
  readonly principals: readonly string[];
  readonly federated: Record<string, readonly unknown[]>;
  readonly writes: readonly { readonly method: string; readonly path: string; readonly body: object }[];
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A separate folder with the recorded Azure CLI, its directory, and an environment file. */
class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'register-test-'));
  readonly envFile = join(this.folder, 'service.env');
  readonly #state = join(this.folder, 'directory.json');
  /** Where programs are found: node, and az when it is installed. */
  readonly #programs = join(this.folder, 'programs');

  constructor(hasAz: boolean, state: object = {}) {
    spawnSync('mkdir', [this.#programs]);
    if (hasAz) {
      const fake = join(root, 'test/support/fake-az.mjs');
      writeFileSync(join(this.#programs, 'az'), `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`);
      chmodSync(join(this.#programs, 'az'), 0o755);
    }
    symlinkSync(process.execPath, join(this.#programs, 'node'));
    writeFileSync(
      this.#state,
      JSON.stringify({
        tenantId,
        graphBaseUrl,
        nextAppId: clientId,
        nextSecret: clientSecret,
        applications: [],
        principals: [],
        federated: {},
        writes: [],
        ...state,
      }),
    );
  }

  get directory(): DirectoryState {
    return JSON.parse(readFileSync(this.#state, 'utf8')) as DirectoryState;
  }

  run(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Run> {
    const child = spawn(
      process.execPath,
      [join(root, 'scripts/register/register.mjs'), '--settings-file', this.envFile, ...args],
      {
        env: {
          PATH: this.#programs + delimiter + '/bin',
          FAKE_AZ: this.#state,
          NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? '',
          ...settings,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const desks: Desk[] = [];
function desk(hasAz = true, state: object = {}): Desk {
  const made = new Desk(hasAz, state);
  desks.push(made);
  return made;
}
afterEach(() => {
  desks.splice(0).forEach((each) => {
    each.close();
  });
});

const mail = { PUBLIC_URL: 'https://mail.example' };

describe('npm run register with the Azure CLI', () => {
  it('shows, creates and writes everything, reveals no secret, and changes nothing the second time', async () => {
    const workspace = desk();

    const first = await workspace.run(['--yes', '--no-doctor'], mail);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [application] = workspace.directory.applications;
    expect(application).toMatchObject({
      displayName: 'Entra mail BFF',
      signInAudience: 'AzureADMyOrg',
      api: { requestedAccessTokenVersion: 2 },
      web: {
        redirectUris: [
          'https://mail.example/auth/callback',
          'https://mail.example/auth/admin-consent/callback',
          'https://mail.example/',
        ],
        logoutUrl: 'https://mail.example/auth/frontchannel-logout',
      },
    });
    expect(application?.optionalClaims.idToken.map(({ name }) => name)).toEqual(['sid', 'login_hint', 'auth_time']);
    expect(application?.requiredResourceAccess).toEqual([
      { resourceAppId: '00000003-0000-0000-c000-000000000000', resourceAccess: expect.any(Array) },
    ]);
    expect(application?.requiredResourceAccess[0]?.resourceAccess).toContainEqual({
      id: 'e383f46e-2787-4529-855e-0e479a3ffac0',
      type: 'Scope',
    });
    expect(application?.requiredResourceAccess[0]?.resourceAccess).toHaveLength(8);
    expect(workspace.directory.principals).toEqual([clientId]);
    expect(first.stdout).toContain('+ delegated permission of Microsoft Graph: Mail.Send');
    expect(first.stdout).toContain(
      `https://login.microsoftonline.com/${tenantId}/adminconsent?client_id=${clientId}&redirect_uri=https%3A%2F%2Fmail.example%2F`,
    );
    expect(first.stdout).not.toContain(clientSecret);
    const written = readFileSync(workspace.envFile, 'utf8');
    expect(written).toContain(`ENTRA_CLIENT_SECRET=${clientSecret}\n`);
    expect(written).toContain(`ENTRA_TENANT=${tenantId}\n`);
    expect(written).toMatch(/^ENCRYPTION_KEYS=k1:[\w-]{43}$/m);
    expect(statSync(workspace.envFile).mode & 0o777).toBe(0o600);

    const { writes } = workspace.directory;
    const second = await workspace.run(['--yes', '--no-doctor']);

    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('Nothing to change.');
    expect(workspace.directory.writes).toEqual(writes);
    expect(readFileSync(workspace.envFile, 'utf8')).toBe(written);
  });

  it('changes what differs and keeps what others have added', async () => {
    const workspace = desk();
    await workspace.run(['--yes', '--no-doctor', '--permissions', 'profile.read,mail.read'], mail);
    const before = workspace.directory.writes.length;

    const second = await workspace.run(['--yes', '--no-doctor', '--overwrite'], { PUBLIC_URL: 'https://post.example' });

    expect(second.stderr).toBe('');
    const [application] = workspace.directory.applications;
    expect(application?.web.redirectUris).toEqual([
      'https://mail.example/auth/callback',
      'https://mail.example/auth/admin-consent/callback',
      'https://mail.example/',
      'https://post.example/auth/callback',
      'https://post.example/auth/admin-consent/callback',
      'https://post.example/',
    ]);
    expect(application?.requiredResourceAccess).toHaveLength(1);
    expect(application?.requiredResourceAccess[0]?.resourceAccess).toHaveLength(8);
    expect(
      workspace.directory.writes.slice(before).map(({ method, path }) => `${method} ${path.split('/')[1] ?? ''}`),
    ).toEqual(['PATCH applications']);
    expect(readFileSync(workspace.envFile, 'utf8')).toContain('PUBLIC_URL=https://post.example\n');
  });

  it('does nothing without a confirmation, or when a file would be overwritten without one', async () => {
    const workspace = desk();

    expect(await workspace.run(['--no-doctor'], mail)).toMatchObject({ code: 64 });
    writeFileSync(workspace.envFile, '# mine\nPUBLIC_URL=https://old.example\nLOG_LEVEL=debug\n');
    const refused = await workspace.run(['--yes', '--no-doctor'], mail);

    expect(refused).toMatchObject({ code: 64 });
    expect(refused.stderr).toContain('PUBLIC_URL. Use --overwrite');
    expect(workspace.directory.writes).toEqual([]);
    expect(await workspace.run(['--yes', '--no-doctor', '--overwrite'], mail)).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.envFile, 'utf8')).toMatch(
      /^# mine\nPUBLIC_URL=https:\/\/mail\.example\nLOG_LEVEL=debug\n/,
    );
  });

  it('requests the scopes of APIS_FILE, but no .default, from their own resource, by the ids of the directory', async () => {
    const workspace = desk();
    const apis = join(workspace.folder, 'apis.yaml');
    writeFileSync(
      apis,
      'permissions:\n  orders.read: { scopes: [api://orders.contoso.example/Orders.Read] }\n' +
        '  orders.all: { scopes: [api://orders.contoso.example/.default] }\n' +
        '  stock: { scopes: [api://stock.contoso.example/.default] }\n' +
        'apis:\n  - { name: orders, prefix: /api/orders, target: https://orders.contoso.example, methods: [GET], permissions: [orders.read] }\n',
    );

    const run = await workspace.run(['--yes', '--no-doctor'], { ...mail, APIS_FILE: apis });

    expect(run.stderr).toBe('');
    expect(workspace.directory.applications[0]?.requiredResourceAccess.slice(1)).toEqual([
      {
        resourceAppId: '0f0dde25-5eed-4a0d-9e01-0c0de25a0001',
        resourceAccess: [{ id: 'aaaaaaaa-0000-4000-8000-000000000001', type: 'Scope' }],
      },
    ]);
  });

  it('adds a federated credential once, and no secret', async () => {
    const workspace = desk();
    const federated = [
      '--federated-issuer',
      'https://oidc.example/',
      '--federated-subject',
      'system:serviceaccount:a:b',
    ];

    await workspace.run(['--yes', '--no-doctor', ...federated], mail);
    await workspace.run(['--yes', '--no-doctor', ...federated]);
    // Without its options: the content of the file stays, and no secret is added.
    await workspace.run(['--yes', '--no-doctor']);

    expect(Object.values(workspace.directory.federated)).toEqual([
      [
        {
          name: expect.stringMatching(/^service-[\da-f]{12}$/),
          issuer: 'https://oidc.example/',
          subject: 'system:serviceaccount:a:b',
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
    ]);
    const written = readFileSync(workspace.envFile, 'utf8');
    expect(written).toContain('ENTRA_FEDERATED_TOKEN_FILE=/var/run/secrets/azure/tokens/azure-identity-token\n');
    expect(written).not.toContain('SECRET=');
  });

  it('refuses a CLI of another tenant, an unknown app and an unknown API, each before anything is created', async () => {
    const workspace = desk();
    const other = '99999999-2222-4333-8444-555555555555';

    const runs = [
      await workspace.run(['--yes'], { ...mail, ENTRA_TENANT: other }),
      await workspace.run(['--yes'], { ...mail, ENTRA_CLIENT_ID: other }),
      await workspace.run(['--yes', '--permissions', 'mail.fly'], mail),
    ];

    expect(runs.map(({ stderr }) => stderr)).toEqual([
      `The Azure CLI is signed in to ${tenantId}, not to ${other}: az login --tenant ${other}\n`,
      `This directory has no app ${other}. Check ENTRA_CLIENT_ID, or leave it out.\n`,
      expect.stringContaining('mail.fly is not known') as string,
    ]);
    expect(runs.map(({ code }) => code)).toEqual([1, 1, 64]);
    expect(workspace.directory.writes).toEqual([]);
    expect(existsSync(workspace.envFile)).toBe(false);
  });
});

describe('npm run register for several origins', () => {
  const [mailOrigin, twin, deskOrigin] = ['https://mail.example', 'https://twin.example', 'https://desk.example'];
  const deskId = '5eed0de5-2222-4333-8444-555555555555';
  const urisOf = (...origins: readonly string[]): string[] =>
    origins.flatMap((origin) => [`${origin}/auth/callback`, `${origin}/auth/admin-consent/callback`, `${origin}/`]);

  /** `mail` and `twin` have the registration of the settings; `desk` has its own, which exists already. */
  function deskWithFrontends(): { readonly workspace: Desk; readonly file: string; readonly secretFile: string } {
    const workspace = desk(true, {
      applications: [
        {
          id: '7eed0de5-2222-4333-8444-555555555555',
          appId: deskId,
          displayName: 'Service desk',
          signInAudience: 'AzureADMyOrg',
          passwordCredentials: [],
          web: { redirectUris: ['https://old.example/'], logoutUrl: `${deskOrigin}/auth/frontchannel-logout` },
          requiredResourceAccess: [],
        },
      ],
    });
    const [file, secretFile] = [join(workspace.folder, 'frontends.yaml'), join(workspace.folder, 'desk-secret')];
    writeFileSync(
      file,
      `frontends:
  - { name: mail, origin: '${mailOrigin}' }
  - { name: twin, origin: '${twin}' }
  - { name: desk, origin: '${deskOrigin}', clientId: ${deskId}, clientSecretFile: '${secretFile}' }
`,
    );
    return { workspace, file, secretFile };
  }

  it('creates one registration with the redirect URIs of each --origin, and one front-channel logout URL', async () => {
    const workspace = desk();

    await workspace.run(['--yes', '--no-doctor', '--origin', twin], mail);
    const again = await workspace.run(['--yes', '--no-doctor', '--origin', mailOrigin], { PUBLIC_URL: twin });
    const wrong = await workspace.run(['--yes', '--origin', 'twin.example'], mail);

    expect(workspace.directory.applications.map(({ web }) => web)).toEqual([
      { redirectUris: urisOf(mailOrigin, twin), logoutUrl: `${mailOrigin}/auth/frontchannel-logout` },
    ]);
    // Its other origin is notified of sign-outs as well; the file has another PUBLIC_URL.
    expect([again.code, again.stdout.includes('front-channel logout URL')]).toEqual([64, false]);
    expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining('PUBLIC_URL')]);
    const misspelt = await workspace.run(['--nmae', 'Mail'], mail);
    expect([misspelt.code, misspelt.stderr]).toEqual([64, expect.stringContaining('Options: --name, ')]);
    const help = await workspace.run(['--help'], mail);
    expect([help.code, misspelt.stderr.endsWith(help.stdout)]).toEqual([0, true]);
  });

  it('creates and changes a registration for each client id of FRONTENDS_FILE, each secret in its own file', async () => {
    const { workspace, file, secretFile } = deskWithFrontends();

    const first = await workspace.run(['--yes', '--no-doctor'], { ...mail, FRONTENDS_FILE: file });

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(workspace.directory.applications.map(({ appId, web }) => [appId, web])).toEqual([
      [
        deskId,
        {
          redirectUris: ['https://old.example/', ...urisOf(deskOrigin)],
          logoutUrl: `${deskOrigin}/auth/frontchannel-logout`,
        },
      ],
      [clientId, { redirectUris: urisOf(mailOrigin, twin), logoutUrl: `${mailOrigin}/auth/frontchannel-logout` }],
    ]);
    expect(first.stdout).toContain(`App registration ${deskId} "Service desk" for desk`);
    expect(first.stdout).toContain('New app registration "Entra mail BFF" for mail, twin');
    expect(first.stdout.match(/adminconsent\?client_id=[\da-f-]+/g)).toHaveLength(2);
    expect(first.stdout).not.toContain(clientSecret);
    expect([readFileSync(secretFile, 'utf8'), statSync(secretFile).mode & 0o777]).toEqual([`${clientSecret}\n`, 0o600]);
    const written = readFileSync(workspace.envFile, 'utf8');
    expect(written).toContain(`ENTRA_CLIENT_ID=${clientId}\n`);
    expect(written).toContain(`FRONTENDS_FILE=${file}\n`);
    expect(written).not.toContain(deskId);

    const writes = workspace.directory.writes.length;
    const second = await workspace.run(['--yes', '--no-doctor']);
    expect(second.stdout).toContain('Nothing to change.');
    expect(workspace.directory.writes).toHaveLength(writes);
  });

  it('creates those of one frontend alone, and reports what is wrong in the file', async () => {
    const { workspace, file } = deskWithFrontends();
    const settings = { ...mail, FRONTENDS_FILE: file };

    const one = await workspace.run(['--yes', '--no-doctor', '--frontend', 'desk'], settings);
    const unknown = await workspace.run(['--yes', '--frontend', 'shop'], settings);
    const both = await workspace.run(['--yes', '--origin', twin], settings);
    writeFileSync(file, `frontends: [{ name: mail, origin: '${mailOrigin}', clientId: ${deskId} }]`);
    const bare = await workspace.run(['--yes'], settings);

    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(workspace.directory.applications).toHaveLength(1);
    expect([unknown, both, bare].map(({ code, stderr }) => [code, stderr])).toEqual([
      [64, expect.stringContaining('FRONTENDS_FILE has no shop')],
      [64, expect.stringContaining('FRONTENDS_FILE has the origins')],
      [64, expect.stringContaining('exactly one of clientSecretFile, clientCertificateFile, federatedTokenFile')],
    ]);
  });

  it('states the same in the portal’s steps, in Bicep and in Terraform', async () => {
    const { workspace, file } = deskWithFrontends();
    const settings = { ...mail, FRONTENDS_FILE: file };
    const write = async (...args: readonly string[]): Promise<string[]> => {
      const { stdout } = await workspace.run(['--write', ...args], settings);
      return [...urisOf(mailOrigin, twin, deskOrigin)].filter((uri) => new RegExp(`${uri}['"\\s]`).test(stdout));
    };

    expect(await write('portal')).toEqual(urisOf(mailOrigin, twin, deskOrigin));
    expect(await write('bicep', '--frontend', 'twin')).toEqual(urisOf(mailOrigin, twin));
    expect(await write('terraform', '--frontend', 'desk')).toEqual(urisOf(deskOrigin));
    expect((await workspace.run(['--write', 'bicep'], settings)).stderr).toContain('choose it by --frontend');
    expect(workspace.directory.writes).toEqual([]);
  });
});

describe('npm run register and the doctor', () => {
  let sandbox: Sandbox;
  let origin: string;

  beforeAll(async () => {
    origin = `http://localhost:${await freePort()}`;
    sandbox = await startSandboxFor(origin);
  }, 60_000);

  afterAll(async () => {
    await sandbox.close();
  });

  it('ends in a doctor whose token endpoint accepts the secret that was just created', async () => {
    const workspace = desk(true, {
      graphBaseUrl: sandbox.graphBaseUrl,
      grants: [
        {
          consentType: 'AllPrincipals',
          resourceId: '00000003-0000-0000-c000-000000000000',
          scope: 'User.Read Mail.Read Mail.ReadWrite MailboxSettings.ReadWrite People.Read User.ReadBasic.All',
        },
        { consentType: 'Principal', resourceId: '00000003-0000-0000-c000-000000000000', scope: 'Calendars.ReadWrite' },
      ],
      userPolicies: ['ManagePermissionGrantsForSelf.microsoft-user-default-recommended'],
    });

    const { stdout } = await workspace.run(['--yes'], {
      PUBLIC_URL: origin,
      ENTRA_TENANT: 'common',
      ENTRA_AUTHORITY_HOST: sandbox.authorityHost,
      GRAPH_BASE_URL: sandbox.graphBaseUrl,
    });

    expect(workspace.directory.applications[0]?.signInAudience).toBe('AzureADandPersonalMicrosoftAccount');
    expect(stdout).toContain('the token endpoint believes the client credential');
    expect(stdout).toContain(`${origin}/auth/callback is registered`);
    expect(stdout).toContain('not consented to for everybody: mail.send, calendar.respond');
    expect(stdout).toMatch(/WARN +consent policy +Microsoft's/);
    expect(stdout).not.toContain('FAIL');
    expect(stdout).not.toContain(clientSecret);
  });

  it('ends in a doctor that finds the redirect URIs of every frontend', async () => {
    const workspace = desk(true, { graphBaseUrl: sandbox.graphBaseUrl });
    const origins = ['mail', 'twin'].map((name) => `http://${name}.localhost:8080`);
    const file = join(workspace.folder, 'frontends.yaml');
    writeFileSync(
      file,
      JSON.stringify({ frontends: origins.map((each) => ({ name: each.slice(7, 11), origin: each })) }),
    );
    const settings = {
      ENTRA_TENANT: 'common',
      ENTRA_AUTHORITY_HOST: sandbox.authorityHost,
      GRAPH_BASE_URL: sandbox.graphBaseUrl,
      FRONTENDS_FILE: file,
    };
    sandbox.control.configureApp({
      redirectUris: origins.flatMap((each) => [`${each}/auth/callback`, `${each}/auth/admin-consent/callback`]),
    });

    const { stdout } = await workspace.run(['--yes'], settings);

    expect(workspace.directory.applications[0]?.web.redirectUris).toHaveLength(6);
    origins.forEach((each) => {
      expect(stdout).toContain(`${each}/auth/callback is registered`);
    });
    expect(readFileSync(workspace.envFile, 'utf8')).not.toContain('PUBLIC_URL');
  });
});

describe('npm run register --write', () => {
  const scopes = ['User.Read', 'Mail.Read', 'Mail.Send', 'Mail.ReadWrite', 'MailboxSettings.ReadWrite'];
  const settings = { ...mail, ENTRA_TENANT: tenantId, APIS_FILE: join(root, 'examples/apis/orders.yaml') };
  const needed = [
    'https://mail.example/auth/callback',
    'https://mail.example/auth/admin-consent/callback',
    'https://mail.example/auth/frontchannel-logout',
    'login_hint',
    'Orders.Write',
    ...scopes,
  ];

  it.each(['bicep', 'terraform', 'portal'])('%s has every value, and sends no request', async (format) => {
    const workspace = desk();

    const { code, stdout } = await workspace.run(['--write', format], settings);

    expect(code).toBe(0);
    expect(needed.filter((value) => !stdout.includes(value))).toEqual([]);
    expect(workspace.directory.writes).toEqual([]);
  });

  it.each(['bicep', 'terraform'])('%s closes every bracket that it opens and escapes a name', async (format) => {
    const { stdout } = await desk().run(['--write', format, '--name', 'O\'Hara "${mail}"'], settings);

    const code = stdout
      .replaceAll(/^\s*(?:#|\/\/).*$/gm, '')
      .replaceAll(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, '');
    const open: string[] = [];
    for (const bracket of code.match(/[{}[\]()]/g) ?? []) {
      const opening = { '}': '{', ']': '[', ')': '(' }[bracket];
      if (opening === undefined) {
        open.push(bracket);
      } else {
        expect(open.pop()).toBe(opening);
      }
    }
    expect(open).toEqual([]);
    expect(stdout).toContain(format === 'bicep' ? `'O\\'Hara "\\\${mail}"'` : `"O'Hara \\"$\${mail}\\""`);
  });

  it('prints the portal steps where there is no Azure CLI, and says so', async () => {
    const { code, stdout, stderr } = await desk(false).run([], settings);

    expect(code).toBe(0);
    expect(stderr).toContain('The Azure CLI (az) is not installed');
    expect(stdout).toContain('1. https://entra.microsoft.com -> App registrations -> New registration');
  });

  const terraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
  if (!terraform) {
    process.stderr.write(
      'NOT TESTED: terraform is not installed, so its own parser has not read what --write prints\n',
    );
  }
  (terraform ? it : it.skip)('terraform reads what it prints, and would format it no other way', async () => {
    const { stdout } = await desk().run(['--write', 'terraform'], settings);

    const { status, stderr } = spawnSync('terraform', ['fmt', '-check', '-'], { input: stdout, encoding: 'utf8' });

    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  });
});
