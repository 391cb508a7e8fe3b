import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ForeignProject } from '../support/packed-package.js';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** A test that uses the library: an API with a client each, its own user and mail, a failure, the clock. */
const program = `
import { ConfidentialClientApplication } from '@azure/msal-node';
import { contosoTenantId, startSandbox, type AppRegistration, type NewUser, type Sandbox } from 'entra-sandbox';

const sandbox: Sandbox = await startSandbox({
  caFolder: 'authority',
  registrations: [
    {
      clientId: '55550000-5eed-4000-8000-000000000001',
      displayName: 'Shop',
      redirectUris: ['http://localhost:8000/signin'],
      secrets: [{ value: 'shop-secret' }],
    },
    {
      clientId: '55550000-5eed-4000-8000-000000000002',
      displayName: 'Stock',
      secrets: [{ value: 'stock-secret' }],
      appIdUri: 'api://stock',
      exposedScopes: [{ value: 'Read', title: 'Read the stock', description: 'Reads it.', isAdminOnly: false }],
    },
  ],
});
const { control } = sandbox;
const erin: NewUser = { username: 'erin@contoso.example', displayName: 'Erin Novak' };
control.addUser(erin);
control.graph.deliver(erin.username, { subject: 'Welcome, Erin' });

function client(clientId: string): ConfidentialClientApplication {
  const registration: AppRegistration | undefined = control.registrations.find((app) => app.clientId === clientId);
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret: registration?.secrets[0]?.value ?? '',
      authority: sandbox.authorityHost + '/' + contosoTenantId,
      knownAuthorities: [new URL(sandbox.authorityHost).host],
    },
  });
}

/** Walks through the pages as a browser would. */
async function signIn(url: string): Promise<URL> {
  let cookie = '';
  let response = await fetch(url, { redirect: 'manual' });
  for (let page = 0; page < 6 && response.status === 200; page += 1) {
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const html = await response.text();
    const form = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\\s\\S]*?)<\\/form>/g)].find(([, , inner]) =>
      /value="(username|password|consent)"/.test(inner ?? ''),
    );
    const fields = new URLSearchParams({ loginfmt: erin.username, go: 'accept' });
    for (const [input] of (form?.[2] ?? '').matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name !== undefined && name !== 'loginfmt' && !input.includes('checkbox')) {
        fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '');
      }
    }
    response = await fetch(new URL(form?.[1] ?? '', url), { method: 'POST', body: fields, headers: { cookie }, redirect: 'manual' });
  }
  return new URL(response.headers.get('location') ?? '');
}

async function tokensOf(clientId: string, redirectUri: string, scopes: string[]) {
  const app = client(clientId);
  const answer = await signIn(await app.getAuthCodeUrl({ scopes, redirectUri }));
  return app.acquireTokenByCode({ scopes, redirectUri, code: answer.searchParams.get('code') ?? '' });
}

const mail = await tokensOf('5a4db0c5-b0ff-4e57-8d1e-2f6b9a7c3d10', 'http://localhost:3000/auth/callback', ['Mail.Read']);
const shop = await tokensOf('55550000-5eed-4000-8000-000000000001', 'http://localhost:8000/signin', ['api://stock/Read']);
const messages = await fetch(sandbox.graphBaseUrl + '/me/messages?$top=1', { headers: { authorization: 'Bearer ' + mail.accessToken } });
const page = (await messages.json()) as { value: { subject: string }[] };

control.addFault({ point: 'graph', match: { path: '/me/messages' }, times: 1, action: { kind: 'graph_error', status: 503, code: 'ServiceUnavailable' } });
const failed = await fetch(sandbox.graphBaseUrl + '/me/messages', { headers: { authorization: 'Bearer ' + mail.accessToken } });
control.advance(2 * 24 * 3600 * 1000);
const expired = await fetch(sandbox.graphBaseUrl + '/me', { headers: { authorization: 'Bearer ' + mail.accessToken } });

console.log(JSON.stringify({
  accounts: [mail.account?.username, shop.account?.username],
  scopes: shop.scopes.filter((scope) => scope.includes('stock')),
  subject: page.value[0]?.subject,
  statuses: [failed.status, expired.status],
}));
await sandbox.close();
`;

const compilerOptions = {
  target: 'ES2023',
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  types: ['node'],
  rootDir: 'src',
  outDir: 'dist',
};

/** The packed package in an empty project. */
describe('the package of the sandbox', () => {
  let project: ForeignProject;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    project = await ForeignProject.with('sandbox', {
      dependencies: {
        '@azure/msal-node': dependencies['@azure/msal-node'] ?? '',
        typescript: devDependencies['typescript'] ?? '',
        '@types/node': devDependencies['@types/node'] ?? '',
      },
    });
  });

  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    project.remove();
  });

  it('signs users in to several apps by msal-node, with users, mail, failures and a clock of the test', async () => {
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    project.write('src/main.ts', program);
    await project.run('tsc', '-p', 'tsconfig.json');
    const authority = (await project.run('entra-sandbox', 'ca', 'authority')).trim();

    const output = await project.node('dist/main.js', { NODE_EXTRA_CA_CERTS: join(project.folder, authority) });

    expect(JSON.parse(output)).toEqual({
      accounts: ['erin@contoso.example', 'erin@contoso.example'],
      scopes: ['api://stock/Read'],
      subject: 'Welcome, Erin',
      statuses: [503, 401],
    });
  });

  it('starts by its name, prints its address, and ends on a signal', async () => {
    child = spawn(
      join(project.folder, 'node_modules/.bin/entra-sandbox'),
      ['--port', '0', '--ca', 'authority', '--json'],
      {
        cwd: project.folder,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    const closed = once(child, 'close');
    if (child.stdout === null) {
      throw new Error('It has no output');
    }
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { pagesUrl } = JSON.parse(line) as { pagesUrl: string };
    expect(await (await fetch(`${pagesUrl}/_sandbox`)).text()).toContain('Sandbox switches');

    child.kill('SIGTERM');

    expect(await closed).toEqual([0, null]);
  });
});
