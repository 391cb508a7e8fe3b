#!/usr/bin/env node
/**
 * An emulated Azure CLI: it knows the commands of `npm run register` and refuses every other one, as `az` and Microsoft Graph would.
 * Its directory is the JSON file that FAKE_AZ names.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const file = process.env.FAKE_AZ;
const state = JSON.parse(readFileSync(file, 'utf8'));
const [command, ...words] = process.argv.slice(2);

/** The scopes of Microsoft Graph, with ids of the "Microsoft Graph permissions reference" (learn.microsoft.com/graph/permissions-reference). */
const graphScopes = {
  'User.Read': 'e1fe6dd8-ba31-4d61-89e7-88639da4683d',
  'User.ReadBasic.All': 'b340eb25-3456-403f-be2f-af7a0d370277',
  'Mail.Read': '570282fd-fa5c-430d-a7fd-fc8dc98a9dca',
  'Mail.ReadWrite': '024d486e-b451-40bb-833d-3e66d98c5c73',
  'Mail.Send': 'e383f46e-2787-4529-855e-0e479a3ffac0',
  'MailboxSettings.ReadWrite': '818c620a-27a9-40bd-a6a5-d96f7d610b4b',
  'People.Read': 'ba47897c-39ec-4d83-8086-ee8256fa737d',
  'Calendars.ReadWrite': '1ec239c2-d7c9-4623-a91a-a9775856bb36',
};
const resources = [
  { appId: '00000003-0000-0000-c000-000000000000', names: [], displayName: 'Microsoft Graph', scopes: graphScopes },
  {
    appId: '0f0dde25-5eed-4a0d-9e01-0c0de25a0001',
    names: ['api://orders.contoso.example'],
    displayName: 'Orders',
    scopes: { 'Orders.Read': 'aaaaaaaa-0000-4000-8000-000000000001' },
  },
];

switch (command) {
  case 'version':
    answer({ 'azure-cli': '2.80.0' });
    break;
  case 'account':
    expect(words[0] === 'show', 'account show');
    answer({ tenantId: state.tenantId, user: { name: 'admin@contoso.example', type: 'user' } });
    break;
  case 'rest':
    rest();
    break;
  default:
    refuse(`'${command}' is misspelled or not recognized by the system.`, 2);
}

function rest() {
  const { values } = parseArgs({
    args: words,
    options: {
      method: { type: 'string' },
      url: { type: 'string' },
      output: { type: 'string' },
      headers: { type: 'string' },
      body: { type: 'string' },
    },
  });
  const { origin, pathname, searchParams } = new URL(values.url);
  expect(`${origin}${pathname}`.startsWith(`${state.graphBaseUrl}/`), 'the Graph of the settings');
  expect((values.body !== undefined) === (values.headers === 'Content-Type=application/json'), 'JSON bodies');
  expect(values.body === undefined || values.body.startsWith('@'), 'bodies in files');
  const body = values.body && JSON.parse(readFileSync(values.body.slice(1), 'utf8'));
  const path = decodeURIComponent(`${origin}${pathname}`.slice(state.graphBaseUrl.length));
  if (values.method !== 'GET') {
    state.writes.push({ method: values.method, path, body });
  }
  const route = `${values.method} ${path.replace(/\(appId='[\da-f-]{36}'\)/, '(:id)').replace(/[\da-f-]{36}/g, ':id')}`;
  const [id] = /[\da-f-]{36}/.exec(path) ?? [];
  handle(route, id, body, searchParams);
}

function handle(route, id, body, query) {
  const application = state.applications.find((each) => each.id === id || each.appId === id);
  switch (route) {
    case 'GET /applications': {
      const [, name] = /^displayName eq '(.*)'$/.exec(query.get('$filter'));
      return answer({ value: state.applications.filter(({ displayName }) => displayName === name) });
    }
    case 'GET /applications(:id)':
      return application === undefined ? notFound() : answer(application);
    case 'POST /applications': {
      const made = { id: randomUUID(), appId: state.nextAppId, passwordCredentials: [], ...body };
      state.applications.push(made);
      state.federated[made.id] = [];
      // Other replicas of the directory learn of it later.
      state.unknownFor = 1;
      return answer(made);
    }
    case 'PATCH /applications/:id':
      Object.assign(application, body, body.web && { web: { ...application.web, ...body.web } });
      return answer();
    case 'GET /servicePrincipals': {
      const [, name] = /^servicePrincipalNames\/any\(n:n eq '(.*)'\)$/.exec(query.get('$filter'));
      const found = resources.filter(({ appId, names }) => [appId, ...names].includes(name));
      return answer({
        value: found.map(({ appId, displayName, scopes }) => ({
          appId,
          displayName,
          oauth2PermissionScopes: Object.entries(scopes).map(([value, scopeId]) => ({ value, id: scopeId })),
        })),
      });
    }
    case 'GET /servicePrincipals(:id)':
      return state.principals.includes(id) ? answer({ appId: id, id }) : notFound();
    case 'GET /servicePrincipals/:id': {
      const { appId, names } = resources.find((each) => each.appId === id);
      return answer({ servicePrincipalNames: [appId, ...names] });
    }
    case 'GET /oauth2PermissionGrants':
      return answer({ value: state.grants ?? [] });
    case 'GET /policies/authorizationPolicy':
      return state.userPolicies === undefined
        ? refuse('Forbidden({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}})')
        : answer({ defaultUserRolePermissions: { permissionGrantPoliciesAssigned: state.userPolicies } });
    case 'POST /servicePrincipals':
      if (state.unknownFor > 0) {
        state.unknownFor -= 1;
        return notFound();
      }
      state.principals.push(body.appId);
      return answer({ appId: body.appId });
    case 'POST /applications/:id/addPassword': {
      const secretText = state.nextSecret;
      const hint = secretText.slice(0, 3);
      application.passwordCredentials.push({ ...body.passwordCredential, keyId: randomUUID(), hint });
      return answer({ ...body.passwordCredential, secretText, hint });
    }
    case 'GET /applications/:id/federatedIdentityCredentials':
      return answer({ value: state.federated[id] });
    case 'POST /applications/:id/federatedIdentityCredentials':
      state.federated[id].push(body);
      return answer(body);
    default:
      return refuse(`Bad Request({"error":{"code":"BadRequest","message":"${route}"}})`);
  }
}

/** Writes atomically, because another command may be reading. */
function save() {
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(state));
  renameSync(written, file);
}

function answer(value) {
  save();
  process.stdout.write(value === undefined ? '' : JSON.stringify(value));
}

function notFound() {
  save();
  refuse('Not Found({"error":{"code":"Request_ResourceNotFound"}})');
}

function expect(holds, what) {
  if (!holds) {
    refuse(`expected ${what}: ${words.join(' ')}`, 2);
  }
}

function refuse(text, code = 1) {
  process.stderr.write(`ERROR: ${text}\n`);
  process.exit(code);
}
