import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Logger } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { registerBodyParsers } from './body-parsers.js';
import { answerClientError } from './client-errors.js';
import { isTrustedProxy } from './client-address.js';
import { requestIdFrom } from './observation.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { dataHeaders, headersOfNobody } from './security-headers.js';
import { refuseUnknown } from './unknown-routes.js';

/** Node counts the whole request, and 150 MB on a slow connection take their time; `BodyPace` aborts stalled bodies. */
const requestTimeoutMs = 1_800_000;
/** For the head of a request alone, and how often Node checks. */
const headersTimeoutMs = 15_000;
const connectionsCheckingIntervalMs = 5_000;

/** Nest's adapter with the server's settings, the table of routes, and our response to unrouted requests. */
export class BffAdapter extends FastifyAdapter {
  readonly routes = new RouteTable();

  constructor(config: AppConfig, logger = new Logger(config.logLevel)) {
    const isTrusted = isTrustedProxy(config.trustedProxies);
    super({
      genReqId: requestIdFrom(isTrusted),
      frameworkErrors: refuseUnreadable(config),
      clientErrorHandler: answerClientError(headersOfNobody(config.frontends), logger),
      requestTimeout: requestTimeoutMs,
      http: {
        headersTimeout: headersTimeoutMs,
        connectionsCheckingInterval: connectionsCheckingIntervalMs,
      },
      trustProxy: config.trustedProxies.length > 0 ? isTrusted : false,
      routerOptions: { maxParamLength: 6_144 },
      return503OnClosing: false,
      forceCloseConnections: 'idle',
    });
    this.routes.watch(this.getInstance());
    registerBodyParsers(this.getInstance());
  }

  /** Ours know the limit of each route; Nest's would replace them. */
  override registerParserMiddleware(): void {
    // Nothing: they are registered already.
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance().setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
      refuseUnknown(this.routes, request, reply);
    });
  }
}

/** A path that the router cannot parse, e.g. `/api/%zz`: no hook has run for it. */
function refuseUnreadable({
  frontends,
}: AppConfig): (error: Error, request: FastifyRequest, reply: FastifyReply) => void {
  const ofNobody = headersOfNobody(frontends);
  return (error, request, reply) => {
    const frontend = frontends.areByHost ? frontends.atHost(request.host) : frontends.first;
    void reply.headers(frontend === undefined ? ofNobody : dataHeaders(frontend));
    sendProblem(reply, problemOf(error));
  };
}
