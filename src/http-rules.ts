import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { problemOf, Problem, runInRequestContext, sendProblem, traceIdOf } from './common/index.js';
import type { AppConfig } from './config/index.js';
import { brokenRequestRule } from './session/index.js';

const yearSeconds = 31_536_000;

/** `img-src https:` is for mail whose remote images the user has asked for; they are never loaded before that. */
const documentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const dataPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/** Headers of every answer (OWASP ASVS 5.0 §3.4, §14.3.2); a route may overwrite them. */
export function securityHeaders(path: string, publicUrl: string): Record<string, string> {
  const isData = /^\/(?:api|auth|health|problems)(?:\/|$)/.test(path) && !path.startsWith('/api/docs');
  return {
    'content-security-policy': isData ? dataPolicy : documentPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(isData ? { 'cache-control': 'no-store' } : {}),
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${yearSeconds}` } : {}),
  };
}

/** The first things that happen to a request: its context, the headers of its answer, and the rules of contract section 2. */
export function registerHttpRules(fastify: FastifyInstance, config: AppConfig): void {
  const routes: { method: string; pattern: RegExp }[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    [method].flat().forEach((each) => routes.push({ method: each, pattern: patternOf(url) }));
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    runInRequestContext({ traceId: request.id }, () => {
      const path = pathOf(request);
      void reply.headers(securityHeaders(path, config.publicUrl));
      const broken = brokenRequestRule({ method: request.method, path, headers: request.headers }, config.publicUrl);
      if (broken !== undefined) {
        sendProblem(reply, new Problem(broken));
        return;
      }
      done();
    });
  });
  fastify.setErrorHandler((error, _request, reply) => {
    sendProblem(reply, problemOf(error));
  });
  fastify.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request);
    const allowed = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (allowed.length > 0) {
      sendProblem(reply, new Problem('method_not_allowed', { headers: { allow: [...new Set(allowed)].join(', ') } }));
      return;
    }
    sendProblem(reply, new Problem('not_found'));
  });
}

export function requestId({ headers }: { headers: FastifyRequest['headers'] }): string {
  return traceIdOf(headers.traceparent);
}

export function pathOf({ url }: { url: string }): string {
  return url.split('?', 1)[0] ?? url;
}

/** `/api/mail/messages/:id` as a pattern; wildcards are not routes of ours. */
function patternOf(url: string): RegExp {
  const source = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escapeRegExp(part)));
  return new RegExp(`^${source.join('/')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
