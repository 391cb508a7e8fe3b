import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Problem, sendProblem, type Metrics } from './common/index.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import { pathOf } from './http-rules.js';
import type { RateLimits } from './redis/index.js';
import { sessionCookieName } from './session/index.js';

const shedRetryAfterSeconds = 2;
const loopback = /^(?:127\.|::1$|::ffff:127\.)/;
/** Each of them makes Entra or Redis work for somebody who is not signed in. */
const signInPaths = /^\/auth\/(?:login|callback|interactions|admin-consent\/callback)(?:\/|$)/;

export interface Throttling {
  readonly limits: RateLimits;
  readonly pressure: EventLoopPressure;
  readonly metrics: Metrics;
}

/** Refuses what is too much before anything is read for it. Health and the app's files are always served. */
export function throttleRequests(fastify: FastifyInstance, { limits, pressure, metrics }: Throttling): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    if (!/^\/(?:api|auth)\//.test(path)) {
      return;
    }
    if (pressure.isHigh) {
      metrics.count('bff_throttled_total', { by: 'load' });
      await refuse(reply, 'overloaded', shedRetryAfterSeconds);
      return;
    }
    const refusal = await overLimit(limits, request, path);
    if (refusal !== undefined) {
      metrics.count('bff_throttled_total', { by: refusal.by });
      await refuse(reply, 'throttled', refusal.retryAfterSeconds);
    }
  });
}

async function overLimit(
  limits: RateLimits,
  request: FastifyRequest,
  path: string,
): Promise<{ readonly by: 'session' | 'address'; readonly retryAfterSeconds: number } | undefined> {
  const cookie = request.cookies[sessionCookieName];
  const ofSession = cookie === undefined ? undefined : await limits.session(cookie);
  if (ofSession !== undefined) {
    return { by: 'session', retryAfterSeconds: ofSession };
  }
  // A loopback address is a proxy that TRUSTED_PROXIES does not name, or a developer: nobody to tell apart.
  const isKnownAddress = signInPaths.test(path) && !loopback.test(request.ip);
  const ofAddress = isKnownAddress ? await limits.address(request.ip) : undefined;
  return ofAddress === undefined ? undefined : { by: 'address', retryAfterSeconds: ofAddress };
}

async function refuse(reply: FastifyReply, code: 'overloaded' | 'throttled', retryAfterSeconds: number): Promise<void> {
  sendProblem(reply, new Problem(code, { headers: { 'retry-after': String(retryAfterSeconds) } }));
  await reply;
}
