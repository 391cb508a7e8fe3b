import { Secret } from '../common/index.js';
import { ConfigurationError } from './configuration-error.js';
import type { EntraCredential } from './frontend.js';
import { parseSetting } from './read-settings.js';
import { secretOf } from './redis-settings.js';
import type { SettingValues } from './settings.js';
import { WatchedFile } from './watched-file.js';

/** Secrets that appear in samples and must not reach production. */
const sampleSecrets = /^(changeme|change-me|secret|password|your-?client-?secret.*|sandbox.*)$/i;

export function credentialOf(
  values: SettingValues,
  isProduction: boolean,
  problems: string[],
): EntraCredential | undefined {
  const given: EntraCredential[] = [];
  const secret = clientSecretOf(values, isProduction, problems);
  if (secret !== undefined) {
    given.push({ kind: 'secret', secret });
  }
  if (values.ENTRA_CLIENT_CERTIFICATE_FILE !== undefined) {
    given.push({ kind: 'certificate', file: values.ENTRA_CLIENT_CERTIFICATE_FILE });
  }
  if (values.ENTRA_FEDERATED_TOKEN_FILE !== undefined) {
    given.push({ kind: 'federated', file: values.ENTRA_FEDERATED_TOKEN_FILE });
  }
  if (given.length > 1 || (given.length === 0 && !isReported(problems, 'ENTRA_CLIENT_SECRET'))) {
    problems.push(
      'Exactly one of ENTRA_CLIENT_SECRET, ENTRA_CLIENT_CERTIFICATE_FILE and ENTRA_FEDERATED_TOKEN_FILE must be given',
    );
  }
  return given[0];
}

export function clientSecretOf(values: SettingValues, isProduction: boolean, problems: string[]): Secret | undefined {
  const value = values.ENTRA_CLIENT_SECRET;
  if (isProduction && value !== undefined && sampleSecrets.test(value)) {
    problems.push('ENTRA_CLIENT_SECRET is a sample; create a real one in the app registration');
  }
  return secretOf(value);
}

/** The credential with the secret that its file has now. */
export function changingSecret(credential: EntraCredential, file: WatchedFile<Secret> | undefined): EntraCredential {
  return credential.kind === 'secret' && file !== undefined
    ? {
        kind: 'secret',
        get secret() {
          return file.last ?? credential.secret;
        },
      }
    : credential;
}

/**
 * A client secret that is named by an entry of `FRONTENDS_FILE`; its new content must follow the rules of the start.
 */
export function watchedClientSecret(
  name: string,
  path: string,
  values: SettingValues,
  isProduction: boolean,
): WatchedFile<Secret> {
  const parse = (content: string): Secret => {
    const problems: string[] = [];
    const text = parseSetting('ENTRA_CLIENT_SECRET', content.trim(), problems) as string | undefined;
    const secret = clientSecretOf({ ...values, ENTRA_CLIENT_SECRET: text }, isProduction, problems);
    if (secret === undefined || problems.length > 0) {
      throw new ConfigurationError(problems);
    }
    return secret;
  };
  return new WatchedFile(`clientSecretFile of ${name}`, path, parse, values.ENTRA_CLIENT_SECRET);
}

/** One problem with a setting is enough to say. */
export function isReported(problems: readonly string[], name: string): boolean {
  return problems.some((problem) => problem.startsWith(name));
}
