import type { FastifyRequest } from 'fastify';

/** Other sites must not use the switches, neither by a form or script nor by another host name (DNS rebinding). */
export function isFromOurselves(request: FastifyRequest, pagesOrigin: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (!isOurHost(host, pagesOrigin)) {
    return false;
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return false;
  }
  if (origin !== undefined && origin !== `http://${host ?? ''}` && origin !== pagesOrigin) {
    return false;
  }
  // A program sends neither header. It sends X-Sandbox to confirm that the request is intended.
  const isBrowser = origin !== undefined || site !== undefined;
  return isBrowser ? request.method === 'GET' || isForm(request) || hasMark(request) : hasMark(request);
}

function hasMark(request: FastifyRequest): boolean {
  return request.headers['x-sandbox'] === '1';
}

function isForm(request: FastifyRequest): boolean {
  return request.url.startsWith('/_sandbox/press/') && request.headers.origin !== undefined;
}

function isOurHost(host: string | undefined, pagesOrigin: string): boolean {
  if (host === undefined) {
    return false;
  }
  const name = host.replace(/:\d+$/, '');
  return ['localhost', '127.0.0.1', '[::1]', 'sandbox', new URL(pagesOrigin).hostname].includes(name);
}
