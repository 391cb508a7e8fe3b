import { fileURLToPath } from 'node:url';

import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import { InteractionRequiredFilter } from './auth/index.js';
import {
  closeConnectionsOnShutdown,
  compressAnswers,
  ProblemFilter,
  RequestValidationPipe,
  limitAuthBodies,
  refuseAnonymousBodies,
  EventLoopPressure,
  BffAdapter,
  refuseUnreadable,
  registerHttpRules,
  requestId,
  timeRequests,
  traceRequests,
  throttleRequests,
  serveWeb,
} from './http/index.js';
import { Logger, Metrics, Traces } from './common/index.js';
import type { AppConfig } from './config/index.js';
import { registerRawBodyParsers, registerTextParser, limitNotifications } from './mail/index.js';
import { Readiness } from './health/index.js';
import { RateLimits } from './redis/index.js';
import { RequestSessions } from './session/index.js';

const largestJsonBytes = 6 * 1024 * 1024;
/** Node counts the whole request, and 150 MB on a slow line take their time; the uploader ends what stands still. */
const requestTimeoutMs = 1_800_000;

export interface AppOptions {
  readonly logger?: Logger;
  /** Folder of the built SPA. */
  readonly webRoot?: string;
}

/** The HTTP pipeline, in order. `main.ts` and every end-to-end test use it. */
export async function createApp(config: AppConfig, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new Logger(config.logLevel);
  const adapter = new BffAdapter({
    genReqId: requestId,
    frameworkErrors: refuseUnreadable(config),
    bodyLimit: largestJsonBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    routerOptions: { maxParamLength: 6_144 },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  const fastify = adapter.getInstance();
  registerHttpRules(fastify, config);
  compressAnswers(fastify);
  limitAuthBodies(fastify);
  await fastify.register(cookie);
  registerRawBodyParsers(fastify);
  registerTextParser(fastify);
  limitNotifications(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalPipes(new RequestValidationPipe());
  // Nest asks the last one first.
  app.useGlobalFilters(new ProblemFilter(logger), app.get(InteractionRequiredFilter));
  throttleRequests(fastify, {
    limits: app.get(RateLimits),
    pressure: EventLoopPressure.watch(),
    metrics: app.get(Metrics),
  });
  refuseAnonymousBodies(fastify, app.get(RequestSessions));
  closeConnectionsOnShutdown(fastify, app.get(Readiness));
  if (config.metricsPort !== undefined) {
    timeRequests(fastify, app.get(Metrics));
  }
  if (config.otlpEndpoint !== undefined) {
    traceRequests(fastify, app.get(Traces));
  }
  if (!config.isProduction) {
    const { serveOpenApi } = await import('./http/open-api.js');
    serveOpenApi(app);
  }
  await serveWeb(fastify, options.webRoot ?? fileURLToPath(new URL('../web/dist', import.meta.url)));
  return app;
}
