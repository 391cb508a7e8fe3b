import type { FastifyRequest } from 'fastify';

import { policyOf, Problem } from '../common/index.js';
import { loginUrl, type RequestSessions } from '../session/index.js';
import { sendProblem } from './problem.filter.js';
import type { Step } from './step.js';

/** What anybody may make us keep while their body comes in, as slowly as they like. */
const largestBytes = 65_536;

/**
 * Nest's guards run once the body is read and kept. A large one, or one that does not say how large it is, is read only for
 * a living session: made-up requests that stand still would fill the memory.
 */
export function refuseAnonymousBody(sessions: RequestSessions): Step {
  return (request, reply, next) => {
    if (policyOf(request)?.access !== 'session' || !mayBeLarge(request)) {
      next();
      return;
    }
    sessions.find(request).then((session) => {
      if (session === undefined) {
        sendProblem(reply, new Problem('login_required', { members: { loginUrl } }));
      } else {
        next();
      }
    }, next);
  };
}

function mayBeLarge({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > largestBytes;
}
