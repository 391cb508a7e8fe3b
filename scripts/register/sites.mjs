import { parseSetting } from '../../dist/config/read-settings.js';
import { credentialMembers, parseFrontendsFile } from '../../dist/config/frontends-file.js';

/**
 * The app registrations that the service needs, each with the origins that use it: the one of the settings, or those of
 * `FRONTENDS_FILE` by client id (docs/frontends.md). Problems are added to `problems`.
 *
 * `isOfSettings`: whether its client id and credential are settings; otherwise they are members of `entries`.
 */
export function sitesOf(setting, options, readFile, problems) {
  const origins = (options.origin ?? []).map((origin) => parseSetting('PUBLIC_URL', origin, problems));
  const shared = {
    clientId: setting('ENTRA_CLIENT_ID')?.toLowerCase(),
    tenant: setting('ENTRA_TENANT')?.toLowerCase(),
    allowsPersonalAccounts: setting('ENTRA_ALLOW_PERSONAL_ACCOUNTS'),
  };
  const path = setting('FRONTENDS_FILE');
  if (path === undefined) {
    if (options.frontend !== undefined) {
      problems.push('--frontend needs FRONTENDS_FILE, which is not set');
    }
    return [{ ...shared, isOfSettings: true, entries: [], origins: [setting('PUBLIC_URL'), ...origins] }];
  }
  if (origins.length > 0) {
    problems.push('--origin: FRONTENDS_FILE has the origins; add a frontend there');
  }
  const sites = byClientId(entriesOf(path, readFile, problems), shared.clientId).map((entries) =>
    siteOf(entries, shared, problems),
  );
  const chosen = sites.filter(({ entries }) => entries.some(({ name }) => name === options.frontend));
  if (options.frontend !== undefined && chosen.length === 0) {
    problems.push(`--frontend: FRONTENDS_FILE has no ${options.frontend}`);
  }
  return options.frontend === undefined ? sites : chosen;
}

/** The name of a registration: the frontends that use it. */
export function namesOf({ entries }) {
  return entries.map(({ name }) => name).join(', ');
}

function entriesOf(path, readFile, problems) {
  let content;
  try {
    content = readFile(path);
  } catch {
    problems.push('FRONTENDS_FILE cannot be read; check the path and its permissions');
    return [];
  }
  return parseFrontendsFile(content, problems);
}

/** Entries without a client id have that of the settings. A registration that isn't created yet has none. */
function byClientId(entries, inherited = '') {
  const groups = new Map();
  for (const entry of entries) {
    const clientId = entry.clientId?.toLowerCase() ?? inherited;
    groups.set(clientId, [...(groups.get(clientId) ?? []), entry]);
  }
  return [...groups.values()];
}

function siteOf(entries, shared, problems) {
  const [first] = entries;
  const tenants = new Set(entries.map(({ tenant }) => tenant?.toLowerCase() ?? shared.tenant));
  if (tenants.size > 1) {
    problems.push(`FRONTENDS_FILE: ${namesOf({ entries })} have one client id, and so must have one tenant`);
  }
  const clientId = first.clientId?.toLowerCase() ?? shared.clientId;
  const bringsCredential = entries.some((entry) => credentialMembers.some((member) => entry[member] !== undefined));
  return {
    clientId,
    tenant: [...tenants][0],
    allowsPersonalAccounts: entries.some((each) => each.allowPersonalAccounts ?? shared.allowsPersonalAccounts),
    isOfSettings: !bringsCredential && clientId === shared.clientId,
    entries,
    origins: entries.map(({ origin }) => origin),
  };
}
