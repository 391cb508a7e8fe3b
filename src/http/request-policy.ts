import { policyOf, Problem } from '../common/index.js';
import type { Frontend, Frontends } from '../config/index.js';
import { isNavigationOfPerson, sendNavigationPage } from './navigation-page.js';
import { sendProblem } from './problem.filter.js';
import { brokenRequestRule } from './request-rules.js';
import type { RouteTable } from './route-table.js';
import type { SecurityHeaders } from './security-headers.js';
import type { Step } from './step.js';
import { isUnknown, pathOf, refuseUnknown } from './unknown-routes.js';

/** The response to unrouted requests is a problem document. */
export function setSecurityHeaders(
  frontends: Frontends,
  headersOf: ReadonlyMap<Frontend, SecurityHeaders>,
  routes: RouteTable,
): Step {
  return (request, reply, next) => {
    const answer = isUnknown(routes, request) ? 'data' : (policyOf(request)?.answer ?? 'data');
    void reply.headers(headersOf.get(frontends.of(request))?.[answer] ?? {});
    next();
  };
}

/** Applies the rules of its route to the request; to an unrouted request those of its neighbours. */
export function refuseForeignRequest(frontends: Frontends, routes: RouteTable): Step {
  return (request, reply, next) => {
    const policy = isUnknown(routes, request)
      ? { access: 'public' as const, csrf: routes.asksForCsrf(pathOf(request)) }
      : policyOf(request);
    const broken = policy && brokenRequestRule(policy, request, frontends.of(request).origin);
    if (broken === undefined) {
      next();
    } else if (broken === 'navigation_required' && isNavigationOfPerson(request)) {
      sendNavigationPage(reply);
    } else {
      sendProblem(reply, new Problem(broken));
    }
  };
}

/** Here already: the body of an unrouted request is not read. */
export function refuseUnknownRoute(routes: RouteTable): Step {
  return (request, reply, next) => {
    if (isUnknown(routes, request)) {
      refuseUnknown(routes, request, reply);
      return;
    }
    next();
  };
}
