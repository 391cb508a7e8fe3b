/**
 * What a reader of the usual samples builds: Express, express-session with its Redis store, a client application of msal-node
 * per request with the distributed cache plugin, and the Graph client library.
 */
import {
  Client,
  HTTPMessageHandler,
  RedirectHandler,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import { ConfidentialClientApplication, CryptoProvider, DistributedCachePlugin } from '@azure/msal-node';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';

import { mapped } from '../harness/mail.mjs';

const {
  PORT,
  REDIS_URL,
  BENCH_GRAPH_ORIGIN,
  ENTRA_AUTHORITY_HOST,
  ENTRA_TENANT,
  ENTRA_CLIENT_ID,
  ENTRA_CLIENT_SECRET,
} = process.env;
const redirectUri = `http://localhost:${PORT}/auth/callback`;
const scopes = ['User.Read', 'Mail.Read'];
const properties =
  'id,conversationId,subject,from,toRecipients,receivedDateTime,isRead,isDraft,hasAttachments,importance,flag,bodyPreview';
const authority = `${ENTRA_AUTHORITY_HOST}/${ENTRA_TENANT}`;

const redis = createClient({ url: REDIS_URL });
// Without a listener, the process would crash when Redis ends first.
redis.on('error', () => undefined);
await redis.connect();
const cacheClient = {
  get: async (key) => (await redis.get(key)) ?? '',
  set: async (key, value) => (await redis.set(key, value)) ?? '',
};
const crypto = new CryptoProvider();

const app = express();
app.use(
  session({
    store: new RedisStore({ client: redis }),
    secret: process.env.SAMPLE_SECRET,
    resave: false,
    saveUninitialized: false,
  }),
);

/** The metadata is given, because msal-node has it built in for login.microsoftonline.com only. */
function clientFor(homeAccountId) {
  const partitionManager = {
    getKey: async () => homeAccountId ?? '',
    extractKey: async (account) => account.homeAccountId,
  };
  return new ConfidentialClientApplication({
    auth: {
      clientId: ENTRA_CLIENT_ID,
      clientSecret: ENTRA_CLIENT_SECRET,
      authority,
      knownAuthorities: [new URL(authority).host],
      authorityMetadata: JSON.stringify({
        issuer: `${authority}/v2.0`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
    },
    cache: { cachePlugin: new DistributedCachePlugin(cacheClient, partitionManager) },
  });
}

app.get('/auth/login', async (request, response) => {
  const { verifier, challenge } = await crypto.generatePkceCodes();
  const state = crypto.createNewGuid();
  const nonce = crypto.createNewGuid();
  request.session.pending = { verifier, state, nonce };
  const url = await clientFor().getAuthCodeUrl({
    scopes,
    redirectUri,
    state,
    nonce,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  });
  response.redirect(url);
});

app.get('/auth/callback', async (request, response) => {
  const { verifier, state, nonce } = request.session.pending ?? {};
  if (state === undefined || request.query.state !== state) {
    response.status(400).end();
    return;
  }
  const { code } = request.query;
  const { account } = await clientFor().acquireTokenByCode({
    code,
    redirectUri,
    scopes,
    codeVerifier: verifier,
    nonce,
  });
  request.session.pending = undefined;
  request.session.account = account;
  response.redirect('/');
});

async function graphFor(request) {
  const { account } = request.session;
  const { accessToken } = await clientFor(account.homeAccountId).acquireTokenSilent({ account, scopes });
  return Client.initWithMiddleware({ baseUrl: BENCH_GRAPH_ORIGIN, middleware: chainWith(accessToken) });
}

/** The library's own chain. Its first handler, which adds the token, does so over https only. */
function chainWith(accessToken) {
  const handlers = [new RetryHandler(), new RedirectHandler(), new TelemetryHandler(), new HTTPMessageHandler()];
  handlers.reduce((one, next) => (one.setNext(next), next));
  return {
    execute(context) {
      context.options.headers = { ...context.options.headers, Authorization: `Bearer ${accessToken}` };
      return handlers[0].execute(context);
    },
  };
}

function signedIn(request, response, next) {
  if (request.session.account === undefined) {
    response.status(401).end();
    return;
  }
  next();
}

app.get('/api/mail/messages', signedIn, async (request, response) => {
  const graph = await graphFor(request);
  const list = await graph
    .api('/me/mailFolders/inbox/messages')
    .select(properties)
    .top(25)
    .orderby('receivedDateTime desc')
    .get();
  response.json(mapped(list));
});

app.get('/api/mail/messages/:id/source', signedIn, async (request, response) => {
  const stream = await (await graphFor(request)).api(`/me/messages/${request.params.id}/$value`).getStream();
  response.type('text/plain');
  for await (const chunk of stream) {
    if (!response.write(chunk)) {
      await new Promise((resolve) => response.once('drain', resolve));
    }
  }
  response.end();
});

app.listen(Number(PORT), '127.0.0.1');
