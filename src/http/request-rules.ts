import type { IncomingHttpHeaders } from 'node:http';

import type { ProblemCode, RoutePolicy } from '../common/index.js';

export interface RequestFacts {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What the policy of the route requires of a request before any other step. Another origin cannot send the custom
 * header without a preflight (RFC 10017 §6.1.3.3), and there are no CORS responses.
 */
export function brokenRequestRule(
  { access, csrf }: Pick<RoutePolicy, 'access' | 'csrf'>,
  facts: RequestFacts,
  publicOrigin: string,
): ProblemCode | undefined {
  if (access === 'navigation' && !isNavigation(facts)) {
    return 'navigation_required';
  }
  if (csrf === 'same-origin') {
    return isFromSameOrigin(facts, publicOrigin) ? undefined : 'csrf_rejected';
  }
  return csrf && !isSameOriginRequest(facts, publicOrigin) ? 'csrf_rejected' : undefined;
}

/** The headers by which browsers have marked, over the years, a page that the user has not requested yet. */
const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** HEAD is not a navigation: a link checker that sends it would consume a transaction. */
function isNavigation({ method, headers }: RequestFacts): boolean {
  const purpose = purposeHeaders.map((name) => headers[name]).join(' ');
  return method === 'GET' && isTopLevel(headers) && !/prefetch|prerender|preview/i.test(purpose);
}

/**
 * Fetch Metadata (W3C): a navigation of a tab has the destination `document`; a service worker that relays one keeps
 * the mode and has no destination. Browsers send both or neither; Node's `fetch` sends the mode `cors` and nothing
 * else, and is not a page.
 */
function isTopLevel({ 'sec-fetch-mode': mode, 'sec-fetch-dest': destination }: IncomingHttpHeaders): boolean {
  if (destination === 'empty') {
    return mode === 'navigate';
  }
  const isPossible = mode === undefined || mode === 'navigate' || mode === 'cors';
  return isPossible && (destination === undefined || destination === 'document');
}

function isSameOriginRequest({ method, headers }: RequestFacts, publicOrigin: string): boolean {
  if (headers['x-csrf'] !== '1') {
    return false;
  }
  return safeMethods.has(method) || isFromSameOrigin({ headers }, publicOrigin);
}

/**
 * Browsers send the origin of an unsafe request; a client that sends none is not a browser, and has no cookies of one.
 */
function isFromSameOrigin({ headers }: Pick<RequestFacts, 'headers'>, publicOrigin: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  return (origin === undefined || origin === publicOrigin) && (site === undefined || site === 'same-origin');
}
