/** An authority that signs everybody in: discovery, keys and tokens. A code contains its user and nonce, and works any number of times. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:https';
import { URLSearchParams } from 'node:url';

import { issueServerCertificate, openCertificateAuthority } from '../../sandbox/dist/certificates/index.js';
import { accessTokenOf, clientId, clientInfoOf, refreshTokenOf, tenantId, userOf } from './identities.mjs';

/** The scopes that every user has granted. */
const granted = new Set(['mail.read', 'user.read', 'openid', 'profile', 'email', 'offline_access']);
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyId = createHash('sha256')
  .update(publicKey.export({ type: 'spki', format: 'der' }))
  .digest('base64url');
let answers = { tokens: 0, byUser: {} };

const ca = await openCertificateAuthority(process.env.BENCH_CA_FOLDER);
const { certificatePem, keyPem } = await issueServerCertificate(ca, []);
const server = createServer({ cert: certificatePem, key: keyPem, keepAliveTimeout: 60_000 }, (request, response) => {
  void answer(request, response);
});
server.listen(0, '127.0.0.1', () => process.send({ origin: originOf(), caFile: ca.file }));
process.on('message', ({ reset }) => {
  process.send(answers);
  if (reset) {
    answers = { tokens: 0, byUser: {} };
  }
});

function originOf() {
  return `https://localhost:${server.address().port}`;
}

async function answer(request, response) {
  const authority = `${originOf()}/${tenantId}`;
  const document = request.url.endsWith('/.well-known/openid-configuration')
    ? metadataOf(authority)
    : request.url.endsWith('/keys')
      ? { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', issuer: `${authority}/v2.0` }] }
      : tokensOf(authority, new URLSearchParams(await textOf(request)));
  response.statusCode = 'error' in document ? 400 : 200;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
}

function metadataOf(authority) {
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
  };
}

function tokensOf(authority, form) {
  const { number, nonce } =
    form.get('grant_type') === 'refresh_token'
      ? { number: Number(form.get('refresh_token').split('.')[1]) }
      : JSON.parse(Buffer.from(form.get('code'), 'base64url').toString());
  answers.tokens++;
  if (
    form
      .get('scope')
      ?.split(' ')
      .some((scope) => !granted.has(scope.replace(/^.*\//, '').toLowerCase()))
  ) {
    const error_description = 'AADSTS65001: The user or administrator has not consented to use the application.';
    return { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65_001], error_description };
  }
  answers.byUser[number] = (answers.byUser[number] ?? 0) + 1;
  return {
    token_type: 'Bearer',
    scope: 'Mail.Read User.Read openid profile email',
    expires_in: 86_399,
    access_token: accessTokenOf(number),
    refresh_token: refreshTokenOf(number),
    id_token: idTokenOf(authority, number, nonce),
    client_info: clientInfoOf(number),
  };
}

function idTokenOf(authority, number, nonce) {
  const now = Math.floor(Date.now() / 1000);
  const { oid, username } = userOf(number);
  const claims = {
    ver: '2.0',
    iss: `${authority}/v2.0`,
    sub: `subject-${number}`,
    aud: clientId,
    exp: now + 3600,
    iat: now,
    nbf: now,
    name: `User ${number}`,
    preferred_username: username,
    oid,
    tid: tenantId,
    ...(nonce === undefined ? {} : { nonce }),
  };
  const input = [{ alg: 'RS256', typ: 'JWT', kid: keyId }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
