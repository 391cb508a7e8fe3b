import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { AzureError, Directory, signedInAccount } from './azure.mjs';
import { changesOf, isFederatedBy, isSecretOf } from './changes.mjs';
import { overwrittenBy } from './environment-file.mjs';

/**
 * What exists, what differs from `desired`, and its description for the user. Changes nothing. `inFile` is the content of the environment file.
 * @throws AzureError
 */
export async function planOf(desired, { file, inFile, isSecretNew }) {
  const account = await signedInAccount();
  const tenant = /^[\da-f-]{36}$/.test(desired.tenant ?? '') ? desired.tenant : undefined;
  if (tenant !== undefined && tenant !== account.tenantId) {
    throw new AzureError(
      `The Azure CLI is signed in to ${account.tenantId}, not to ${tenant}: az login --tenant ${tenant}`,
    );
  }
  const directory = new Directory(desired.graphBaseUrl);
  const application = await directory.application(desired);
  const resources = await Promise.all(desired.resources.map((each) => directory.resource(each)));
  const changes = changesOf(desired, resources, application);
  const needsPrincipal = application === undefined || !(await directory.hasServicePrincipal(application.appId));
  const { kind } = desired.credential;
  const needsCredential =
    (isSecretNew && kind === 'secret') || !(await hasCredential(directory, application, desired.credential, inFile));
  const needsSecret = needsCredential && kind === 'secret';
  const values = valuesOf(desired, account, application, inFile);
  const { secretFile } = desired.credential;
  const notYetKnown = [
    ...(application === undefined ? ['ENTRA_CLIENT_ID'] : []),
    ...(needsSecret && secretFile === undefined ? ['ENTRA_CLIENT_SECRET'] : []),
  ];
  const written = [...Object.keys(values).filter((name) => inFile[name] !== values[name]), ...notYetKnown];
  const overwritten = [
    ...overwrittenBy(inFile, values),
    ...notYetKnown.filter((name) => inFile[name] !== undefined),
    ...(needsSecret && secretFile !== undefined && contentOf(secretFile) !== undefined ? [secretFile] : []),
  ];
  const lines = [
    ...changes.lines,
    ...(needsPrincipal ? ['service principal (enterprise application)'] : []),
    ...(needsSecret ? [`client secret, good for a year, into ${secretFile ?? file} and nowhere else`] : []),
    ...(needsCredential && !needsSecret
      ? [`federated credential: ${desired.credential.subject} of ${desired.credential.issuer}`]
      : []),
    ...(written.length > 0 ? [`${file}, readable by you only: ${written.join(', ')}`] : []),
    ...(overwritten.length > 0 ? [`existing values are overwritten: ${overwritten.join(', ')}`] : []),
  ];
  const what = application === undefined ? 'New app registration' : `App registration ${application.appId}`;
  const name = application?.displayName ?? desired.name;
  const whose = desired.frontends === '' ? '' : ` for ${desired.frontends}`;
  const heading = `${what} "${name}"${whose} in ${account.tenantId}, as ${account.user}:`;
  return {
    text: [heading, ...lines.map((line) => `  + ${line}`), ''].join('\n'),
    isEmpty: lines.length === 0,
    tenantId: account.tenantId,
    directory,
    application,
    body: changes.body,
    needsPrincipal,
    needsCredential,
    values: written.length > 0 ? values : {},
    overwritten,
  };
}

/** Whether the application has the credential. A secret that the directory doesn't know any more is useless; a known one isn't replaced. */
async function hasCredential(directory, application, credential, inFile) {
  if (credential.kind === 'existing') {
    return true;
  }
  if (application === undefined) {
    return false;
  }
  if (credential.kind === 'federated') {
    return isFederatedBy(await directory.federatedCredentials(application), credential);
  }
  const { secretFile } = credential;
  const secret = secretFile === undefined ? inFile.ENTRA_CLIENT_SECRET : contentOf(secretFile);
  return secret !== undefined && isSecretOf(application, secret, Date.now());
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function valuesOf({ settings, isOfSettings, credential }, account, application, inFile) {
  const isFirst = Object.keys(settings).length > 0;
  const hasKeys = inFile.ENCRYPTION_KEYS !== undefined || inFile.ENCRYPTION_KEYS_FILE !== undefined;
  return {
    ...settings,
    ...('ENTRA_TENANT' in settings ? { ENTRA_TENANT: settings.ENTRA_TENANT ?? account.tenantId } : {}),
    ...(isOfSettings && application !== undefined ? { ENTRA_CLIENT_ID: application.appId } : {}),
    ...(isOfSettings && credential.kind === 'federated' ? { ENTRA_FEDERATED_TOKEN_FILE: credential.file } : {}),
    ...(hasKeys || !isFirst ? {} : { ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64url')}` }),
  };
}
