/**
 * A target between the limit and the service: `LAYER` says how many layers of the service run on bare Fastify. The layers are
 * those of the build. This file only combines them, as `create-app.ts` and Nest's router do. It serves the photo.
 */
import cookie from '@fastify/cookie';
import { ModuleRef, NestFactory } from '@nestjs/core';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

import { BffModule } from '../../dist/library/index.js';
import { AuditLog, Clock, Logger, Metrics } from '../../dist/common/index.js';
import { configFromEnvironment } from '../../dist/config/index.js';
import { Readiness } from '../../dist/health/index.js';
import {
  BodyPace,
  EventLoopPressure,
  registerBodyParsers,
  registerPipeline,
  RouteTable,
} from '../../dist/http/index.js';
import { requestIdFrom } from '../../dist/http/observation.js';
import { policyFrom } from '../../dist/http/route.decorator.js';
import { GraphTransport } from '../../dist/graph/graph-transport.js';
import { sendImage } from '../../dist/graph/download.js';
import { ProfileReader } from '../../dist/profile/profile-reader.js';
import { RateLimits } from '../../dist/redis/index.js';
import { attachedSession, DeviceProofs, RequestSessions, SessionGuard } from '../../dist/session/index.js';
import { graphPathOf } from './paths.mjs';

const layers = ['fastify', 'rules', 'guard', 'transport', 'graph'];
const height = layers.indexOf(process.env.LAYER);
function has(layer) {
  return layers.indexOf(layer) <= height;
}

const config = configFromEnvironment();
const context = await NestFactory.createApplicationContext(BffModule.forRoot(config), { logger: false });
function part(token) {
  return context.get(token, { strict: false });
}
const redis = new Redis(process.env.REDIS_URL);
const pool = new Pool(process.env.BENCH_GRAPH_ORIGIN, { connections: 256 });
const guard = await context.get(ModuleRef).create(SessionGuard);
const transport = part(GraphTransport);
const profiles = part(ProfileReader);
const token = 'x'.repeat(1_500);

const app = fastify(has('rules') ? { genReqId: requestIdFrom(() => false) } : {});
const routes = new RouteTable();
routes.watch(app);
await app.register(cookie);
if (has('rules')) {
  registerBodyParsers(app);
  registerPipeline(app, {
    config,
    routes,
    webRootOf: () => 'none',
    pressure: EventLoopPressure.watch(),
    pace: BodyPace.start(),
    limits: part(RateLimits),
    sessions: part(RequestSessions),
    proofs: part(DeviceProofs),
    readiness: part(Readiness),
    metrics: part(Metrics),
    traces: undefined,
    audit: part(AuditLog),
    clock: part(Clock),
    logger: part(Logger),
  });
}
const open = { config: { policy: policyFrom({ access: 'public', csrf: false, budget: 'none', isShed: false }) } };
const closed = { config: { policy: policyFrom({ access: 'session' }) } };
app.get('/health/live', open, (_request, reply) => reply.send('up'));
app.get('/api/me/photo', closed, async (request, reply) => {
  const session = await sessionOf(request);
  if (has('graph')) {
    sendImage(reply, await profiles.photo(session));
  } else if (has('transport')) {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const answer = await transport.open({ method: 'GET', path: graphPathOf(request.url), headers });
    sendImage(reply, { headers: answer.headers, body: answer.stream });
  } else {
    reply.hijack();
    await pool.stream(
      { method: 'GET', path: graphPathOf(request.url), headers: { authorization: `Bearer ${token}` } },
      ({ statusCode, headers }) =>
        reply.raw.writeHead(statusCode, {
          ...reply.getHeaders(),
          'content-type': headers['content-type'],
          'content-length': headers['content-length'],
        }),
    );
  }
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

async function sessionOf(request) {
  if (!has('guard')) {
    await redis.get(`limit:${request.headers.cookie}`);
    return undefined;
  }
  await guard.canActivate({ switchToHttp: () => ({ getRequest: () => request }) });
  return attachedSession(request);
}
