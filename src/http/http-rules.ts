import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Problem, type Metrics, runInRequestContext, traceIdOf, type Traces } from '../common/index.js';
import { problemOf, sendProblem } from './problem.filter.js';
import type { AppConfig } from '../config/index.js';
import { brokenRequestRule } from './request-rules.js';

const yearSeconds = 31_536_000;

/** Pictures come from here only: those that a mail names elsewhere are passed on by `/api/mail/pictures`. */
const documentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
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

/** Entra shows the front-channel sign-out in a frame of its own page; what it shows is empty. */
const framePolicy = "default-src 'none'; frame-ancestors *";

/** Headers of every answer (OWASP ASVS 5.0 §3.4, §14.3.2), by its path; a route may overwrite them. */
function securityHeaders(publicUrl: string): (path: string) => Readonly<Record<string, string>> {
  const common = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': `max-age=${yearSeconds}` } : {}),
  };
  const document = { ...common, 'content-security-policy': documentPolicy };
  const data = { ...common, 'content-security-policy': dataPolicy, 'cache-control': 'no-store' };
  const frame = { ...data, 'content-security-policy': framePolicy };
  return (path) => {
    if (path === '/auth/frontchannel-logout') {
      return frame;
    }
    return /^\/(?:api|auth|graph|health|problems)(?:\/|$)/.test(path) && !path.startsWith('/api/docs')
      ? data
      : document;
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The path that the rules are about: the router's word on where the request goes, because it also finds `/%61pi/me` and
     * `http://host/api/me`. The text itself only when no route of ours answers.
     */
    meantPath: string;
  }
}

interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
}

const knownRoutes = new WeakMap<object, KnownRoute[]>();

function routesOf(fastify: object): KnownRoute[] {
  const routes = knownRoutes.get(fastify) ?? [];
  knownRoutes.set(fastify, routes);
  return routes;
}

/** The first things that happen to a request: its context, the headers of its answer, and the rules of docs/api.md. */
export function registerHttpRules(fastify: FastifyInstance, config: AppConfig): void {
  const routes = routesOf(fastify);
  const headersOf = securityHeaders(config.publicUrl);
  fastify.decorateRequest('meantPath', '');
  fastify.addHook('onRoute', ({ method, url }) => {
    [method].flat().forEach((each) => routes.push({ method: each, pattern: patternOf(url) }));
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    runInRequestContext({ traceId: request.id }, () => {
      const path = meantPath(request);
      request.meantPath = path;
      void reply.headers(headersOf(path));
      const facts = { method: request.method, path, headers: request.headers };
      const broken = isApiDescription(facts, config) ? undefined : brokenRequestRule(facts, config.publicUrl);
      if (broken !== undefined) {
        sendProblem(reply, new Problem(broken));
        return;
      }
      if (request.is404) {
        // Here already: the body of what no route answers is not read.
        refuseUnknown(routes, request, reply);
        return;
      }
      done();
    });
  });
}

/** What the router cannot even read, e.g. `/api/%zz`: no hook has run for it. */
export function refuseUnreadable(
  config: AppConfig,
): (error: Error, request: FastifyRequest, reply: FastifyReply) => void {
  const headersOf = securityHeaders(config.publicUrl);
  return (error, request, reply) => {
    void reply.headers(headersOf(pathOf(request)));
    sendProblem(reply, problemOf(error));
  };
}

/** The pages of `/api/docs` are read by navigation, hold nothing of a user, and are there in development only. */
function isApiDescription({ method, path }: { method: string; path: string }, config: AppConfig): boolean {
  return !config.isProduction && method === 'GET' && /^\/api\/docs(?:$|-json$|\/)/.test(path);
}

/** Nest's adapter, but for what no route answers. */
export class BffAdapter extends FastifyAdapter {
  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance().setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
      refuseUnknown(routesOf(this.getInstance()), request, reply);
    });
  }
}

/** Another method of a known path is told apart from an unknown one. */
function refuseUnknown(routes: readonly KnownRoute[], request: FastifyRequest, reply: FastifyReply): void {
  const path = pathOf(request);
  const allowed = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  // A value that is too long for the router leaves the path without a route, whatever the method.
  const isKnown = allowed.length > 0 && !allowed.includes(request.method);
  const headers = isKnown ? { allow: [...new Set(allowed)].join(', ') } : {};
  sendProblem(reply, new Problem(isKnown ? 'method_not_allowed' : 'not_found', { headers }));
}

/** A span for every request, by its route: a URL may hold an authorization code. */
export function traceRequests(fastify: FastifyInstance, traces: Traces): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    traces.begin(request, request.method, request.headers['traceparent'] as string | undefined);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    traces.end(request, request.routeOptions.url ?? 'none', reply.statusCode);
    done();
  });
}

/** Times every answer by its route; unknown paths share one label, so that nobody can make more. */
export function timeRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    metrics.time('bff_http_request_seconds', labels, reply.elapsedTime / 1000);
    done();
  });
}

export function requestId({ headers }: { headers: FastifyRequest['headers'] }): string {
  return traceIdOf(headers.traceparent);
}

function pathOf({ url }: { url: string }): string {
  return url.split('?', 1)[0] ?? url;
}

function meantPath(request: FastifyRequest): string {
  const route = request.routeOptions.url;
  return route === undefined || route.includes('*') ? pathOf(request) : route;
}

/** `/api/mail/messages/:id` as a pattern; wildcards are not routes of ours. */
function patternOf(url: string): RegExp {
  const source = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escapeRegExp(part)));
  return new RegExp(`^${source.join('/')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
