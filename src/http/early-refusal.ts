import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Problem } from '../common/index.js';
import { sendProblem } from './problem.filter.js';
import { loginUrl, type RequestSessions } from '../session/index.js';

/** No body of `/auth` is longer. */
const largestAuthBodyBytes = 16_384;
/** What anybody may make us keep while his body comes in, as slowly as he likes. */
const largestAnonymousBodyBytes = 65_536;

/** Before the routes are made: bodies of `/auth` are small. */
export function limitAuthBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/auth/')) {
      route.bodyLimit = largestAuthBodyBytes;
    }
  });
}

/**
 * Nest's guards run once the body is read and kept. A large one, or one that does not say how large it is, is read only for
 * a living session: made-up requests that stand still would fill the memory.
 */
export function refuseAnonymousBodies(fastify: FastifyInstance, sessions: RequestSessions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.meantPath.startsWith('/api/') || !mayBeLarge(request)) {
      done();
      return;
    }
    sessions.find(request).then((session) => {
      if (session === undefined) {
        sendProblem(reply, new Problem('login_required', { members: { loginUrl } }));
      } else {
        done();
      }
    }, done);
  });
}

function mayBeLarge({ headers }: FastifyRequest): boolean {
  return (
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > largestAnonymousBodyBytes
  );
}
