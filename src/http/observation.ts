import type { IncomingMessage } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import {
  runInRequestContext,
  traceIdOf,
  type Logger,
  type Metrics,
  type RequestContext,
  type Traces,
} from '../common/index.js';
import type { Frontends } from '../config/index.js';
import { clientAddress } from './client-address.js';
import { problemSentBy } from './problem.filter.js';
import type { Step } from './step.js';

/**
 * The trace id of a trusted proxy when it is well formed, otherwise a new one: an untrusted client could choose our
 * references.
 */
export function requestIdFrom(
  isTrusted: (address: string) => boolean,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  return ({ headers, socket }) => traceIdOf(isTrusted(socket.remoteAddress ?? '') ? headers['traceparent'] : undefined);
}

/** All log lines from here on have the trace id. */
export function beginContext(frontends: Frontends): Step {
  return (request, _reply, next) => {
    runInRequestContext(new ContextOf(request, frontends), next);
  };
}

export const longestUserAgent = 256;

/** Only audit lines state the client's address. */
export class ContextOf implements RequestContext {
  readonly traceId: string;

  constructor(
    private readonly request: FastifyRequest,
    private readonly frontends: Frontends,
  ) {
    this.traceId = request.id;
  }

  get address(): string | undefined {
    return clientAddress(this.request);
  }

  get frontend(): string | undefined {
    return this.frontends.labelOf(this.request);
  }

  get userAgent(): string | undefined {
    return this.request.headers['user-agent']?.slice(0, longestUserAgent);
  }
}

/** A span for every request, by its route: a URL may hold an authorization code. */
export function beginTrace(traces: Traces): Step {
  return (request, _reply, next) => {
    const { traceparent } = request.headers;
    // An untrusted trace id was not used: its span is not the parent of ours.
    const isTaken = typeof traceparent === 'string' && traceparent.slice(3, 35) === request.id;
    traces.begin(request, request.method, isTaken ? traceparent : undefined);
    next();
  };
}

export function endTrace(traces: Traces): Step {
  return (request, reply, next) => {
    traces.end(request, routeOf(request), reply.statusCode);
    next();
  };
}

/** Times every response by its route; unknown paths share one label, so that clients can't create labels. */
export function timeAnswer(metrics: Metrics, frontends: Frontends): Step {
  return (request, reply, next) => {
    const labels = {
      http_request_method: request.method,
      http_route: routeOf(request),
      http_response_status_code: String(reply.statusCode),
      // A request that is refused by its host belongs to none.
      ...(frontends.areSeveral ? { frontend: frontends.labelOf(request) ?? 'none' } : {}),
    };
    metrics.time('http_server_request_duration_seconds', labels, reply.elapsedTime / 1000);
    next();
  };
}

/** The trace id of a problem leads to this line, whatever refused the request. */
export function logProblem(logger: Logger, frontends: Frontends): Step {
  return (request, reply, next) => {
    const problem = problemSentBy(reply);
    if (problem !== undefined) {
      runInRequestContext(new ContextOf(request, frontends), () => {
        logger.info(factsOf(request, reply, problem.code), 'request answered with a problem');
      });
    }
    next();
  };
}

function factsOf(request: FastifyRequest, reply: FastifyReply, problem: string): object {
  return { problem, status: reply.statusCode, method: request.method, route: routeOf(request) };
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'none';
}
