import type { IncomingHttpHeaders } from 'node:http';

import type { ProblemCode } from '../common/index.js';

export interface RequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

const navigationPaths = /^\/auth\/(?:login|callback|admin-consent\/callback|interactions\/[^/]+)$/;
const frontchannelLogoutPath = '/auth/frontchannel-logout';
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The rules for every request (docs/api.md), before anything else looks at the request: navigation endpoints answer only top-level
 * navigations, everything else under `/api` and `/auth` only requests with the custom header, which another origin
 * cannot send without a preflight (IETF browser-based apps §6.1.3.3).
 */
export function brokenRequestRule(facts: RequestFacts, publicOrigin: string): ProblemCode | undefined {
  if (!/^\/(?:api|auth)(?:\/|$)/.test(facts.path)) {
    return undefined;
  }
  if ((facts.method === 'GET' || facts.method === 'HEAD') && navigationPaths.test(facts.path)) {
    return isNavigation(facts) ? undefined : 'navigation_required';
  }
  if (facts.path === frontchannelLogoutPath && facts.method === 'GET') {
    return undefined;
  }
  return isSameOriginRequest(facts, publicOrigin) ? undefined : 'csrf_rejected';
}

/** The names under which browsers have told, over the years, that nobody has asked for the page yet. */
const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** HEAD is none: a link checker that sends it would use up a transaction. */
function isNavigation({ method, headers }: RequestFacts): boolean {
  const destination = headers['sec-fetch-dest'];
  const purpose = purposeHeaders.map((name) => headers[name]).join(' ');
  return (
    method === 'GET' &&
    (destination === undefined || destination === 'document') &&
    !/prefetch|prerender|preview/i.test(purpose)
  );
}

function isSameOriginRequest({ method, headers }: RequestFacts, publicOrigin: string): boolean {
  if (headers['x-csrf'] !== '1') {
    return false;
  }
  if (safeMethods.has(method)) {
    return true;
  }
  const { origin, 'sec-fetch-site': site } = headers;
  return (origin === undefined || origin === publicOrigin) && (site === undefined || site === 'same-origin');
}
