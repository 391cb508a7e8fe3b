/**
 * `npm run register`: creates the app registration in Entra with the Azure CLI, or changes what differs. It first shows what it will
 * do. Without the CLI, or with `--write`, it prints Bicep, Terraform or the portal's steps. See docs/register.md.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import { root } from '../build.mjs';
import { AzureError, hasAzureCli } from './azure.mjs';
import { bicepOf } from './bicep.mjs';
import { desiredRegistrations } from './desired.mjs';
import { readEnvironmentFile, writeEnvironmentFile, writeSecretFile } from './environment-file.mjs';
import { planOf } from './plan.mjs';
import { portalStepsOf } from './portal.mjs';
import { terraformOf } from './terraform.mjs';

const exitUsage = 64;
const secretLifetimeMs = 365 * 86_400_000;
const writers = { bicep: bicepOf, terraform: terraformOf, portal: portalStepsOf };
const options = {
  name: { type: 'string', default: 'Entra mail BFF' },
  permissions: { type: 'string' },
  origin: { type: 'string', multiple: true },
  frontend: { type: 'string' },
  write: { type: 'string' },
  'settings-file': { type: 'string', default: '.env' },
  'federated-issuer': { type: 'string' },
  'federated-subject': { type: 'string' },
  'federated-token-file': { type: 'string' },
  'new-secret': { type: 'boolean', default: false },
  overwrite: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  'no-doctor': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};
const usage = `Options: ${Object.keys(options)
  .map((name) => `--${name}`)
  .join(', ')}. What they do: docs/register.md`;

class Refusal extends Error {}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error.code?.startsWith('ERR_PARSE_ARGS') === true;
  const isForUser = isUsage || error instanceof Refusal || error instanceof AzureError;
  process.stderr.write(`${isForUser ? error.message : error.stack}\n${isUsage ? `${usage}\n` : ''}`);
  process.exitCode = error instanceof AzureError ? 1 : exitUsage;
}

async function main() {
  const { values: given } = parseArgs({ options });
  if (given.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const file = resolve(given['settings-file']);
  const inFile = readEnvironmentFile(file);
  const problems = [];
  const read = (path) => readFileSync(path, 'utf8');
  const all = desiredRegistrations({ ...inFile, ...process.env }, given, read, problems);
  if (given.write !== undefined && !Object.hasOwn(writers, given.write)) {
    problems.push(`--write knows ${Object.keys(writers).join(', ')}`);
  } else if (given.write !== undefined && given.write !== 'portal' && all.length > 1) {
    const names = all.map(({ frontends }) => frontends.split(', ')[0]).join(', ');
    problems.push(
      `--write ${given.write} writes one registration: choose it by --frontend. The registrations are those of ${names}`,
    );
  }
  if (problems.length > 0) {
    throw new Refusal([...new Set(problems)].map((problem) => `- ${problem}`).join('\n'));
  }
  if (given.write !== undefined) {
    process.stdout.write(written(all, given.write));
    return 0;
  }
  if (!(await hasAzureCli())) {
    process.stderr.write(
      'The Azure CLI (az) is not installed, so these are the steps for the portal. Use --write for Bicep or Terraform.\n\n',
    );
    process.stdout.write(written(all, 'portal'));
    return 0;
  }
  return register(all, given, file, inFile);
}

function written(all, format) {
  const parts = all.map((desired) => {
    const [logoutUrl] = desired.logoutUrls;
    const heading = all.length === 1 ? '' : `App registration of ${desired.frontends}\n\n`;
    return heading + writers[format]({ ...desired, logoutUrl });
  });
  return parts.join('\n');
}

/** Shows all plans before it changes anything. */
async function register(all, given, file, inFile) {
  const plans = [];
  for (const desired of all) {
    plans.push({ desired, ...(await planOf(desired, { file, inFile, isSecretNew: given['new-secret'] })) });
  }
  const overwritten = plans.flatMap((plan) => plan.overwritten);
  process.stdout.write(plans.map(({ text }) => text).join('\n'));
  if (plans.every(({ isEmpty }) => isEmpty)) {
    process.stdout.write('Nothing to change.\n');
  } else if (overwritten.length > 0 && given.yes && !given.overwrite) {
    throw new Refusal(`${file} has other values of ${overwritten.join(', ')}. Use --overwrite to replace them.`);
  } else if (!given.yes && !(await agrees())) {
    process.stdout.write('Nothing was changed.\n');
    return 1;
  }
  const clientIds = [];
  for (const plan of plans) {
    clientIds.push(plan.isEmpty ? plan.application.appId : await carryOut(plan, file));
  }
  if (plans.some(({ isEmpty }) => !isEmpty)) {
    process.stdout.write(`Done. To start with these settings: node --env-file=${file} dist/main.js\n`);
  }
  printConsentLinks(plans, clientIds);
  return given['no-doctor'] ? 0 : doctor(file);
}

/** Resolves with the client id. Entra shows a secret only once, so the file is checked to be writable before it is created. */
async function carryOut(plan, file) {
  const { credential, isOfSettings } = plan.desired;
  const isSecretNew = plan.needsCredential && credential.kind === 'secret';
  for (const path of isSecretNew ? [file, credential.secretFile ?? file] : [file]) {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  }
  const application = plan.application ?? (await plan.directory.create(plan.body));
  if (plan.application !== undefined && Object.keys(plan.body).length > 0) {
    await plan.directory.update(application, plan.body);
  }
  if (plan.needsPrincipal) {
    await plan.directory.addServicePrincipal(application.appId);
  }
  if (plan.needsCredential && credential.kind === 'federated') {
    await plan.directory.addFederatedCredential(application, credentialName(credential), credential);
  }
  const secret = isSecretNew
    ? await plan.directory.addPassword(application, 'service', new Date(Date.now() + secretLifetimeMs).toISOString())
    : undefined;
  if (secret !== undefined && credential.secretFile !== undefined) {
    writeSecretFile(credential.secretFile, secret);
  }
  const values = {
    ...plan.values,
    ...(isOfSettings ? { ENTRA_CLIENT_ID: application.appId } : {}),
    ...(secret === undefined || credential.secretFile !== undefined ? {} : { ENTRA_CLIENT_SECRET: secret }),
  };
  if (Object.keys(values).length > 0) {
    writeEnvironmentFile(file, values);
  }
  return application.appId;
}

/** Names of federated credentials are unique in an application, which more than one cluster may use. */
function credentialName({ issuer, subject }) {
  return `service-${createHash('sha256').update(`${issuer} ${subject}`).digest('hex').slice(0, 12)}`;
}

/** Links to Entra's own page (learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent), which returns to the app's. */
function printConsentLinks(plans, clientIds) {
  const links = plans.flatMap(({ desired, tenantId }, index) => {
    const { authorityHost, landing, audience } = desired;
    if (audience === 'PersonalMicrosoftAccount') {
      return [];
    }
    const url = new URL(`/${audience === 'AzureADMyOrg' ? tenantId : 'organizations'}/adminconsent`, authorityHost);
    url.search = new URLSearchParams({ client_id: clientIds[index], redirect_uri: landing }).toString();
    return [url.href];
  });
  if (links.length > 0) {
    process.stdout.write(
      "\nUsers may agree to some permissions themselves. To others, such as Mail.Read, an administrator must by Microsoft's\n" +
        `default policy. An administrator agrees for everybody here:\n\n${links.map((link) => `  ${link}\n`).join('')}\n`,
    );
  }
}

async function agrees() {
  if (!process.stdin.isTTY) {
    throw new Refusal('There is no terminal to ask at. Use --yes to confirm.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Do this? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function doctor(file) {
  process.stdout.write(
    'Checking it as the service will (npm run doctor). Entra may take a minute to know a new app:\n\n',
  );
  const { status } = spawnSync(process.execPath, [`--env-file=${file}`, join(root, 'dist/doctor.js')], {
    stdio: 'inherit',
  });
  return status ?? 1;
}
