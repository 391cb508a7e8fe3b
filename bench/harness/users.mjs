/** Signs users in without their browsers: writes what the product's and the sample's own code would have written. */
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { ConfidentialClientApplication } from '@azure/msal-node';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';

import { BffModule } from '../../dist/library/index.js';
import { Logger } from '../../dist/common/index.js';
import { AppConfig, loadConfig } from '../../dist/config/index.js';
import { DeviceCookies, SessionStore, UserTags } from '../../dist/session/index.js';
import { TokenPartitionStore } from '../../dist/tokens/token-partition-store.js';
import { accessTokenOf, clientId, clientInfoOf, refreshTokenOf, tenantId, userOf } from './identities.mjs';

const hourMs = 3_600_000;
const batch = 50;
const unbound = { state: 'unbound' };

/** That of a Chromium. The sessions have the same one, so the service doesn't notice another browser. */
export const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** The headers that each of `count` users sends to each target, or to those of `only`. */
export async function seedUsers({ environment, count, isExpired = false, only }) {
  const config = loadConfig(environment, () => '');
  const app = await NestFactory.createApplicationContext(BffModule.forRoot(config, { logger: new Logger('silent') }), {
    logger: false,
  });
  const client = new Redis(environment.REDIS_URL);
  const template = await cacheOfUserZero(environment, isExpired);
  const seeder = { environment, app, client, template };
  const headers = { product: [], bound: [], sample: [], limit: [] };
  for (let from = 0; from < count; from += batch) {
    const numbers = Array.from({ length: Math.min(batch, count - from) }, (_, at) => from + at);
    await Promise.all(
      Object.entries(seeds)
        .filter(([name]) => only?.includes(name) ?? true)
        .map(async ([name, seed]) => {
          const one = seed(seeder);
          headers[name].push(...(await Promise.all(numbers.map((number) => withRetries(() => one(number))))));
        }),
    );
  }
  client.disconnect();
  await app.close();
  return headers;
}

/** Retries, because the store may be late on a busy machine. */
async function withRetries(work) {
  for (let left = 20; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) {
        throw error;
      }
      await pause(250);
    }
  }
}

const seeds = { product: forProduct, bound: forBound, sample: forSample, limit: forLimit };

function forProduct({ app, template }) {
  const create = sessionsOf(app);
  const partitions = app.get(TokenPartitionStore, { strict: false });
  const tags = app.get(UserTags, { strict: false });
  const { frontends } = app.get(AppConfig, { strict: false });
  return async (number) => {
    const { homeAccountId: id } = userOf(number);
    const userTag = await tags.of(id, frontends.first);
    await partitions.create({ userTag, userId: id, tid: tenantId }, cacheOf(template, number));
    const { cookie } = await create(number, unbound);
    return { cookie, 'x-csrf': '1' };
  };
}

/** The same user's other session, which is bound to a device and has sent its proof. */
function forBound({ app }) {
  const create = sessionsOf(app);
  const cookies = app.get(DeviceCookies, { strict: false });
  return async (number) => {
    const endsAt = Date.now() + 12 * hourMs;
    const value = () => randomBytes(32).toString('base64url');
    const device = {
      state: 'confirmed',
      id: value(),
      key: { x: value(), y: value() },
      thumbprint: value(),
      challenge: { value: value(), issuedAt: Date.now() },
      previous: null,
      provedUntil: endsAt,
    };
    const { cookie, session } = await create(number, device);
    const proof = cookies.seal(session, { key: device.thumbprint, endsAt });
    return { cookie: `${cookie}; __Host-device=${proof}`, 'x-csrf': '1' };
  };
}

function sessionsOf(app) {
  const sessions = app.get(SessionStore, { strict: false });
  return async (number, device) => {
    const { homeAccountId: id, username } = userOf(number);
    const now = Date.now();
    const session = {
      id: randomBytes(16).toString('hex'),
      user: { id, name: `User ${number}`, username, tenantId, accountType: 'work' },
      createdAt: now,
      expiresAt: now + 12 * hourMs,
      userAgent,
      entraSessionId: undefined,
      logoutHint: undefined,
      origin: { transactionId: 'bench', returnTo: '/' },
      device,
    };
    const cookie = await sessions.create(session);
    return { cookie: `__Host-Http-session=${cookie}`, session };
  };
}

function forSample({ environment, client, template }) {
  return async (number) => {
    const id = randomBytes(24).toString('base64url');
    const { oid, username, homeAccountId } = userOf(number);
    const account = {
      homeAccountId,
      environment: new URL(environment.ENTRA_AUTHORITY_HOST).host,
      tenantId,
      username,
      localAccountId: oid,
      name: `User ${number}`,
    };
    const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' };
    await client.set(`sess:${id}`, JSON.stringify({ cookie, account }));
    await client.set(homeAccountId, cacheOf(template, number));
    const signature = createHmac('sha256', environment.SAMPLE_SECRET).update(id).digest('base64').replace(/=+$/, '');
    return { cookie: `connect.sid=${encodeURIComponent(`s:${id}.${signature}`)}` };
  };
}

function forLimit({ client }) {
  return async (number) => {
    const id = randomBytes(24).toString('base64url');
    await client.set(`limit:${id}`, accessTokenOf(number));
    return { cookie: `sid=${id}` };
  };
}

/** What msal-node itself stores after redeeming a code, with a fake network. */
async function cacheOfUserZero({ ENTRA_AUTHORITY_HOST, ENTRA_CLIENT_SECRET }, isExpired) {
  const authority = `${ENTRA_AUTHORITY_HOST}/${tenantId}`;
  const client = new ConfidentialClientApplication({
    auth: {
      clientId,
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
    system: {
      networkClient: {
        sendGetRequestAsync: () => Promise.reject(new Error('not needed')),
        sendPostRequestAsync: () => Promise.resolve({ status: 200, headers: {}, body: tokenResponse(authority) }),
      },
    },
  });
  await client.acquireTokenByCode({
    code: 'code',
    redirectUri: 'http://localhost',
    scopes: ['Mail.Read', 'User.Read'],
  });
  const cache = JSON.parse(client.getTokenCache().serialize());
  if (isExpired) {
    const past = String(Math.floor(Date.now() / 1000) - 60);
    Object.values(cache.AccessToken).forEach((token) => {
      Object.assign(token, { expires_on: past, extended_expires_on: past });
    });
  }
  return JSON.stringify(cache);
}

function tokenResponse(authority) {
  return {
    token_type: 'Bearer',
    scope: 'Mail.Read User.Read openid profile email',
    expires_in: 86_399,
    access_token: accessTokenOf(0),
    refresh_token: refreshTokenOf(0),
    id_token: `${encoded({ alg: 'RS256', typ: 'JWT', kid: 'key' })}.${payloadOf(authority, 0)}.${'s'.repeat(342)}`,
    client_info: clientInfoOf(0),
  };
}

function payloadOf(authority, number) {
  const { oid, username } = userOf(number);
  const now = 1_700_000_000;
  const times = { iat: now, nbf: now, exp: now + 10 * 365 * 86_400 };
  return encoded({
    ...times,
    iss: `${authority}/v2.0`,
    aud: clientId,
    oid,
    tid: tenantId,
    sub: oid,
    preferred_username: username,
  });
}

function cacheOf(template, number) {
  const authority = /"(https:\/\/[^"]+)\/v2\.0"/.exec(template)?.[1] ?? '';
  const replacements = [
    [accessTokenOf, [0], [number]],
    [refreshTokenOf, [0], [number]],
    [clientInfoOf, [0], [number]],
    [payloadOf, [authority, 0], [authority, number]],
    [(each) => userOf(each).oid, [0], [number]],
    [(each) => userOf(each).username, [0], [number]],
  ];
  return replacements.reduce((cache, [of, zero, other]) => cache.replaceAll(of(...zero), of(...other)), template);
}

function encoded(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
