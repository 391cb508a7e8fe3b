import { type AppRegistration, sandboxPassword } from './directory/index.js';
import type { SandboxUser } from './model.js';
import type { Sandbox } from './start-sandbox.js';

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(cell.length, known[column] ?? 0)),
    [],
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function credentialOf({ secrets, certificates, federatedCredentials }: AppRegistration): string {
  const [secret] = secrets;
  if (secret !== undefined) {
    return `secret ${secret.value}`;
  }
  return certificates.length + federatedCredentials.length > 0 ? 'certificate' : 'public, no secret';
}

function entryPoints({
  redirectUris,
  spaRedirectUris,
  publicRedirectUris,
  appIdUri,
  applicationPermissions,
}: AppRegistration): string {
  const [web] = redirectUris;
  const [spa] = spaRedirectUris;
  const [native] = publicRedirectUris;
  return [
    web === undefined ? undefined : `web ${web}`,
    spa === undefined ? undefined : `spa ${spa}`,
    native === undefined ? undefined : `native ${native}`,
    appIdUri === null ? undefined : `API ${appIdUri}`,
    applicationPermissions.length === 0 ? undefined : 'client_credentials',
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function roleOf(user: SandboxUser): string {
  const kind = user.accountType === 'personal' ? 'personal account' : 'work account';
  return `${kind}${user.isAdmin ? ', administrator' : ''}${user.mail === null ? ', no mailbox' : ''}`;
}

/** What a user needs to sign in: addresses, apps, accounts. */
export function describeSandbox(sandbox: Sandbox, version: string): string {
  const { control, caFile } = sandbox;
  const [tenant] = control.tenants;
  const addresses = [
    [
      'Authority',
      `${sandbox.authorityHost}/${tenant?.tid ?? 'organizations'}`,
      'or /organizations, /common, /consumers',
    ],
    ['Graph', sandbox.graphBaseUrl, ''],
    ['Orders API', sandbox.ordersUrl, 'an API of your own to call'],
    ['Switches', `${sandbox.pagesUrl}/_sandbox`, 'consent, MFA, outages, clock, mail'],
    ...(caFile === undefined
      ? []
      : [['Trust', `NODE_EXTRA_CA_CERTS=${caFile}`, `in a browser: open ${sandbox.authorityHost} once`]]),
  ];
  const apps = control.registrations.map((app) => [app.displayName, app.clientId, credentialOf(app), entryPoints(app)]);
  const accounts = control.users.map((user) => [user.username, roleOf(user)]);
  return `Entra and Graph sandbox ${version}. Press Ctrl+C to stop it. For development only.

${table(addresses)}

Apps
${table(apps)}

Accounts, all with the password ${sandboxPassword}
${table(accounts)}
`;
}
