import { policyOf, Problem } from '../common/index.js';
import type { Frontends } from '../config/index.js';
import { sendProblem } from './problem.filter.js';
import type { SecurityHeaders } from './security-headers.js';
import type { Step } from './step.js';

/**
 * Finds the frontend of a request by its host: the one that the client names (RFC 9110 §7.2), or the one that a trusted
 * proxy forwards. An unknown host is refused (§15.5.20), except on routes that machines call by the address of the
 * process.
 */
export function selectFrontend(frontends: Frontends, headers: SecurityHeaders['data']): Step {
  return (request, reply, next) => {
    const frontend = frontends.atHost(request.host);
    if (frontend === undefined && policyOf(request)?.isForAnyHost !== true) {
      void reply.headers(headers);
      sendProblem(reply, new Problem('unknown_host'));
      return;
    }
    frontends.attach(request, frontend);
    next();
  };
}
