import type { FastifyInstance, FastifyReply } from 'fastify';

import { Problem, type Metrics } from '../common/index.js';
import { sendProblem } from './problem.filter.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import type { RateLimits } from '../redis/index.js';

const shedRetryAfterSeconds = 2;
const loopback = /^(?:127\.|::1$|::ffff:127\.)/;
/** Each of them makes Entra or Redis work for somebody who is not signed in. */
const signInPaths = /^\/auth\/(?:login|callback|interactions|admin-consent\/callback)(?:\/|$)/;

export interface Throttling {
  readonly limits: RateLimits;
  readonly pressure: EventLoopPressure;
  readonly metrics: Metrics;
}

/**
 * Refuses what is too much before anything is read for it; the SessionGuard does the same for sessions. Health and the
 * app's files are always served.
 */
export function throttleRequests(fastify: FastifyInstance, { limits, pressure, metrics }: Throttling): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.meantPath;
    if (pressure.isHigh && /^\/(?:api|auth|graph)\//.test(path)) {
      metrics.count('bff_throttled_total', { by: 'load' });
      refuse(reply, 'overloaded', shedRetryAfterSeconds);
      return;
    }
    if (!signInPaths.test(path)) {
      done();
      return;
    }
    // A connection that is gone has no address to count, and nobody who reads the answer.
    if (request.socket.remoteAddress === undefined) {
      refuse(reply, 'throttled', shedRetryAfterSeconds);
      return;
    }
    // A loopback address is a proxy that TRUSTED_PROXIES does not name, or a developer: nobody to tell apart.
    if (loopback.test(request.ip)) {
      done();
      return;
    }
    limits.address(request.ip).then((retryAfterSeconds) => {
      if (retryAfterSeconds === undefined) {
        done();
        return;
      }
      metrics.count('bff_throttled_total', { by: 'address' });
      refuse(reply, 'throttled', retryAfterSeconds);
    }, done);
  });
}

function refuse(reply: FastifyReply, code: 'overloaded' | 'throttled', retryAfterSeconds: number): void {
  sendProblem(reply, new Problem(code, { headers: { 'retry-after': String(retryAfterSeconds) } }));
}
