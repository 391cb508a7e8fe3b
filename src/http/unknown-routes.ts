import type { FastifyReply, FastifyRequest } from 'fastify';

import { policyOf, Problem } from '../common/index.js';
import { sendProblem } from './problem.filter.js';
import type { RouteTable } from './route-table.js';

/** Whether no route serves it; a fallback serves only paths beside no route. */
export function isUnknown(routes: RouteTable, request: FastifyRequest): boolean {
  return request.is404 || (policyOf(request)?.isFallBack === true && routes.isBesideRoutes(pathOf(request)));
}

/** Another method of a known path is distinguished from an unknown path. */
export function refuseUnknown(routes: RouteTable, request: FastifyRequest, reply: FastifyReply): void {
  const allowed = routes.methodsAt(pathOf(request));
  // A value that is too long for the router leaves the path without a route, whatever the method.
  const isKnown = allowed.length > 0 && !allowed.includes(request.method);
  const headers = isKnown ? { allow: allowed.join(', ') } : {};
  sendProblem(reply, new Problem(isKnown ? 'method_not_allowed' : 'not_found', { headers }));
}

export function pathOf({ url }: { readonly url: string }): string {
  return url.split('?', 1)[0] ?? url;
}
