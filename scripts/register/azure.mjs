import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const isWindows = process.platform === 'win32';
/** The other replicas of a directory know a new object only after some seconds. */
const replicationPausesMs = [1_000, 2_000, 4_000, 8_000];

/** An error whose message is shown to the user unchanged. */
export class AzureError extends Error {}

/** Whether an Azure CLI is installed and runs. */
export async function hasAzureCli() {
  return az(['version', '--output', 'json']).then(
    () => true,
    () => false,
  );
}

/** The directory and the user that the CLI is signed in with. */
export async function signedInAccount() {
  const { tenantId, user } = await az(['account', 'show', '--output', 'json']);
  return { tenantId, user: user?.name };
}

/** The part of Microsoft Graph that a registration needs, with the CLI's own token. */
export class Directory {
  #base;

  constructor(graphBaseUrl) {
    this.#base = graphBaseUrl.replace(/\/$/, '');
  }

  /** Finds the application by its client id, or else by its name. */
  async application({ clientId, name, isOfSettings, frontends }) {
    if (clientId !== undefined) {
      const found = await this.#rest('GET', `/applications(appId='${clientId}')`).catch(notFound);
      if (found === undefined) {
        throw new AzureError(
          `This directory has no app ${clientId}. ` +
            (isOfSettings
              ? 'Check ENTRA_CLIENT_ID, or leave it out.'
              : `Check the clientId of ${frontends} in FRONTENDS_FILE, or make it first: docs/register.md.`),
        );
      }
      return found;
    }
    const { value } = await this.#rest('GET', `/applications?$filter=displayName eq '${quoted(name)}'`);
    if (value.length > 1) {
      const ids = value.map(({ appId }) => appId).join(', ');
      throw new AzureError(`Several apps are named "${name}": ${ids}. Name one by ENTRA_CLIENT_ID.`);
    }
    return value[0];
  }

  /** The directory assigns the ids of a resource's scopes: its service principal lists them by name. */
  async resource({ resource, appId, scopes }) {
    const name = appId ?? resource;
    const filter = `servicePrincipalNames/any(n:n eq '${quoted(name)}')`;
    const { value } = await this.#rest(
      'GET',
      `/servicePrincipals?$filter=${filter}&$select=appId,displayName,oauth2PermissionScopes`,
    );
    if (value.length === 0) {
      throw new AzureError(`This directory has no API ${resource}. Register it, or consent to it here, first.`);
    }
    const [{ appId: found, displayName, oauth2PermissionScopes }] = value;
    const known = new Map(oauth2PermissionScopes.map(({ value: scope, id }) => [scope.toLowerCase(), id]));
    const missing = scopes.filter((scope) => !known.has(scope.toLowerCase()));
    if (missing.length > 0) {
      throw new AzureError(`${displayName} has no delegated permission ${missing.join(', ')}.`);
    }
    return {
      resource: displayName,
      appId: found,
      scopes: scopes.map((scope) => ({ name: scope, id: known.get(scope.toLowerCase()) })),
    };
  }

  create(body) {
    return this.#rest('POST', '/applications', body);
  }

  async update({ id }, body) {
    await untilReplicated(() => this.#rest('PATCH', `/applications/${id}`, body));
  }

  async hasServicePrincipal(appId) {
    return (await this.#rest('GET', `/servicePrincipals(appId='${appId}')`).catch(notFound)) !== undefined;
  }

  async addServicePrincipal(appId) {
    await untilReplicated(() => this.#rest('POST', '/servicePrincipals', { appId }));
  }

  async federatedCredentials({ id }) {
    return (await this.#rest('GET', `/applications/${id}/federatedIdentityCredentials`)).value;
  }

  async addFederatedCredential({ id }, name, { issuer, subject }) {
    const body = { name, issuer, subject, audiences: ['api://AzureADTokenExchange'] };
    await untilReplicated(() => this.#rest('POST', `/applications/${id}/federatedIdentityCredentials`, body));
  }

  /** Returns the secret's text, which the directory returns only this once. */
  async addPassword({ id }, displayName, endDateTime) {
    const body = { passwordCredential: { displayName, endDateTime } };
    const { secretText } = await untilReplicated(() => this.#rest('POST', `/applications/${id}/addPassword`, body));
    return secretText;
  }

  async #rest(method, path, body) {
    const url = `${this.#base}${path}`.replaceAll(' ', '%20');
    const args = ['rest', '--method', method, '--url', url, '--output', 'json'];
    if (body === undefined) {
      return az(args);
    }
    // In a file, because shells differ in how they quote JSON.
    const folder = mkdtempSync(join(tmpdir(), 'register-'));
    try {
      const file = join(folder, 'body.json');
      writeFileSync(file, JSON.stringify(body), { mode: 0o600 });
      return await az([...args, '--headers', 'Content-Type=application/json', '--body', `@${file}`]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** A string literal of OData. */
function quoted(text) {
  return text.replaceAll("'", "''");
}

const notFoundText = /Request_ResourceNotFound|Not ?Found/i;

function notFound(error) {
  if (error instanceof AzureError && notFoundText.test(error.message)) {
    return undefined;
  }
  throw error;
}

async function untilReplicated(call) {
  for (const milliseconds of replicationPausesMs) {
    try {
      return await call();
    } catch (error) {
      notFound(error);
      await pause(milliseconds);
    }
  }
  return call();
}

/** The CLI's JSON output; undefined when it is empty. */
async function az(args) {
  // On Windows, it is a batch file, which only the shell can start.
  const [program, words, options] = isWindows
    ? ['az.cmd', args.map((word) => `"${word}"`), { shell: true }]
    : ['az', args, {}];
  try {
    const { stdout } = await promisify(execFile)(program, words, { ...options, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  } catch (error) {
    throw new AzureError(`az ${args.slice(0, 5).join(' ')} failed: ${String(error.stderr || error.message).trim()}`);
  }
}
