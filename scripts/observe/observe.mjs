/**
 * `npm run observe`: sends some eighty requests to the real Entra and Graph as one signed-in user, and writes the responses,
 * without anything personal, as rows of the table in test/real-answers. `npm run observe -- --check FILE` says whether a file
 * may be committed. docs/observe.md explains how to use it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { refusals, rowOf } from './anonymous.mjs';
import { authorizeCalls, graphCalls, tokenCalls } from './calls.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const scope = 'openid profile offline_access User.Read Mail.ReadWrite';
const timeLimitMs = 30_000;

/** Whether the files contain nothing that looks like a token, a name or an address. */
function check(names) {
  const complaints = names.flatMap((name) => refusals(JSON.parse(readFileSync(name, 'utf8'))));
  complaints.forEach((complaint) => process.stderr.write(`${complaint}\n`));
  process.exit(complaints.length === 0 ? 0 : 1);
}

async function observe(out) {
  const today = new Date().toISOString().slice(0, 10);
  const file = out ?? join(root, `test/real-answers/observed-${today}.json`);
  if (existsSync(file)) {
    fail(`${file} is there already.`);
  }
  const settings = settingsOf(process.env);
  const endpoints = await discover(settings);
  const signedIn = await signIn(settings, endpoints);
  const rows = await askAll({ settings, endpoints, signedIn, today });
  const complaints = refusals(rows, signedIn.personal);
  if (complaints.length > 0) {
    fail(`Nothing was written:\n${complaints.join('\n')}`);
  }
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  process.stdout.write(`${rows.length} answers in ${file}. Read them before you commit them.\n`);
}

function settingsOf(environment) {
  const required = (name) => environment[name] ?? fail(`${name} is missing.`);
  return {
    authority: `${environment.ENTRA_AUTHORITY_HOST ?? 'https://login.microsoftonline.com'}/${required('ENTRA_TENANT')}`,
    clientId: required('ENTRA_CLIENT_ID'),
    clientSecret: environment.ENTRA_CLIENT_SECRET,
    graph: environment.GRAPH_BASE_URL ?? 'https://graph.microsoft.com/v1.0',
    port: Number(environment.OBSERVE_PORT ?? 3999),
  };
}

async function discover({ authority }) {
  const answer = await call(`${authority}/v2.0/.well-known/openid-configuration`);
  const document = isSuccess(answer)
    ? JSON.parse(answer.body)
    : fail(`${authority} has no metadata: ${answer.status}.`);
  return { token: document.token_endpoint, authorize: document.authorization_endpoint };
}

/** The user signs in with their own browser, which returns the code to a listener on this machine. */
async function signIn(settings, endpoints) {
  const verifier = randomBytes(48).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const redirectUri = `http://localhost:${settings.port}/observe`;
  const query = new URLSearchParams({
    client_id: settings.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const coming = codeFor(settings.port, state);
  process.stdout.write(`Sign in, with an account of your own: ${endpoints.authorize}?${query}\n`);
  const code = await coming;
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, scope };
  const answer = await call(endpoints.token, { form: withClient(settings, { ...form, client_info: '1' }) });
  if (answer.status !== 200) {
    fail(`The code was not redeemed: ${answer.status}.`);
  }
  const tokens = JSON.parse(answer.body);
  return {
    answer,
    values: { code, verifier, redirectUri, refreshToken: tokens.refresh_token },
    accessToken: tokens.access_token,
    ...(await personalTexts(settings, tokens)),
  };
}

function codeFor(port, state) {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const isOurs = pathname === '/observe' && searchParams.get('state') === state;
      response.writeHead(isOurs ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' });
      response.end(isOurs ? 'You can close this window.' : '');
      if (isOurs) {
        server.close();
        resolve(searchParams.get('code') ?? fail(`Entra refused: ${searchParams.get('error')}.`));
      }
    });
    server.listen(port, '127.0.0.1');
  });
}

/** Everything that could identify the account: none of it may be written. */
async function personalTexts({ graph }, tokens) {
  const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
  const profile = JSON.parse((await call(`${graph}/me`, { headers: bearer(tokens.access_token) })).body);
  const named = [claims.name, profile.displayName, profile.givenName, profile.surname, profile.jobTitle];
  const words = named.flatMap((each) => (each ?? '').split(/[\s,()]+/));
  const addresses = [claims.preferred_username, claims.email, profile.mail, profile.userPrincipalName].filter(Boolean);
  const parts = addresses.flatMap((each) => each.split('@'));
  const ids = [claims.oid, claims.tid, claims.sub, profile.id];
  const texts = [...named, ...words, ...addresses, ...parts, ...ids].filter((each) => (each ?? '').length >= 3);
  const isPersonal = claims.tid === '9188040d-6c67-4c5b-b112-36a304b66dad';
  return { personal: [...new Set(texts)], account: isPersonal ? 'personal' : 'work' };
}

async function askAll({ settings, endpoints, signedIn, today }) {
  const { values, personal, account } = signedIn;
  const rows = [];
  const add = (where, id, kind, request, answer) => {
    if (answer.status === 0) {
      process.stdout.write(`${id}: the connection was lost without an answer\n`);
      return;
    }
    const facts = { id: `observed-${today}-${account}-${id}`, kind, where, request };
    rows.push(rowOf({ ...facts, source: `npm run observe, ${today}, ${account} account` }, answer, personal));
  };
  add('token', 'code', 'redemption', 'POST token endpoint, grant_type=authorization_code', signedIn.answer);
  for (const [id, kind, form] of tokenCalls) {
    const answer = await call(endpoints.token, { form: withClient(settings, filled(form, values)) });
    add('token', id, kind, `POST token endpoint, ${asked(form)}`, answer);
  }
  const usual = { client_id: settings.clientId, response_type: 'code', redirect_uri: values.redirectUri, scope };
  for (const [id, kind, parameters] of authorizeCalls) {
    const answer = await call(`${endpoints.authorize}?${new URLSearchParams({ ...usual, ...parameters })}`);
    add('authorize', `authorize-${id}`, kind, `GET authorize endpoint, ${asked(parameters)}`, answer);
  }
  Object.assign(values, { soon: new Date(Date.now() + 3_600_000).toISOString() });
  for (const each of graphCalls) {
    const answer = await askGraph(settings, signedIn, each);
    add(each.isUpload ? 'upload' : 'graph', each.id, each.kind, `${each.method} ${each.path}`, answer);
  }
  return rows;
}

async function askGraph(
  { graph },
  { values, accessToken },
  { method, path, body, headers = {}, token, keep = {}, isUpload },
) {
  const url = isUpload ? filled(path, values, (value) => value) : graph + filled(path, values);
  const authorization = isUpload || token === '' ? {} : bearer(token ?? accessToken);
  const isJson = body !== undefined && !isUpload;
  const answer = await call(url, {
    method,
    headers: {
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...filled(headers, values, (value) => value),
      ...authorization,
    },
    body:
      typeof body === 'string' || body === undefined ? body : JSON.stringify(filled(body, values, (value) => value)),
  });
  for (const [name, member] of Object.entries(keep)) {
    values[name] = (isSuccess(answer) && JSON.parse(answer.body)[member]) || values[name] || 'nothing';
  }
  return answer;
}

/** Replaces `{name}` in a text or in the members of an object. */
function filled(value, values, encode = encodeURIComponent) {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : encode(values[name])));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  // Forms and headers encode by themselves.
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values, (text) => text)]));
}

function asked(parameters) {
  return Object.entries(parameters)
    .filter(([name]) => !name.startsWith('client_'))
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

function isSuccess({ status }) {
  return status >= 200 && status < 300;
}

function bearer(token) {
  return { authorization: `Bearer ${token}` };
}

function withClient({ clientId, clientSecret }, form) {
  return {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...form,
  };
}

/** Sends one request without a retry or a redirect. The status 0 means that the connection was lost. */
async function call(url, { method, headers = {}, body, form } = {}) {
  const content = form === undefined ? body : new URLSearchParams(form);
  try {
    const response = await fetch(url, {
      method: method ?? (form === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers,
      signal: AbortSignal.timeout(timeLimitMs),
      ...(content === undefined ? {} : { body: content }),
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  } catch {
    return { status: 0, headers: {}, body: '' };
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [option, ...files] = process.argv.slice(2);
if (option === '--check') {
  check(files);
} else {
  await observe(option);
}
