import { fileURLToPath } from 'node:url';

import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import { InteractionRequiredFilter } from './auth/index.js';
import { AuditLog, Logger, Metrics, Traces } from './common/index.js';
import type { AppConfig } from './config/index.js';
import { Readiness } from './health/index.js';
import {
  BffAdapter,
  BodyPace,
  EventLoopPressure,
  ProblemFilter,
  registerPipeline,
  RequestValidationPipe,
  serveWeb,
} from './http/index.js';
import { RateLimits } from './redis/index.js';
import { DeviceProofs, RequestSessions } from './session/index.js';

export interface AppOptions {
  readonly logger?: Logger;
  /** Folder of the built SPA. */
  readonly webRoot?: string;
}

/** The whole service, ready to listen. `main.ts` and every end-to-end test use it. */
export async function createApp(config: AppConfig, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new Logger(config.logLevel);
  const adapter = new BffAdapter(config, logger);
  const fastify = adapter.getInstance();
  await fastify.register(cookie);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  registerPipeline(fastify, {
    config,
    routes: adapter.routes,
    limits: app.get(RateLimits),
    sessions: app.get(RequestSessions),
    proofs: app.get(DeviceProofs),
    pressure: EventLoopPressure.watch(),
    pace: BodyPace.start(),
    readiness: app.get(Readiness),
    metrics: app.get(Metrics),
    traces: config.otlpEndpoint === undefined ? undefined : app.get(Traces),
    audit: app.get(AuditLog),
    logger,
  });
  app.useGlobalPipes(new RequestValidationPipe());
  // Nest asks the last one first.
  app.useGlobalFilters(new ProblemFilter(logger), app.get(InteractionRequiredFilter));
  if (!config.isProduction) {
    const { serveOpenApi } = await import('./http/open-api.js');
    await serveOpenApi(app, adapter.routes);
  }
  const shipped = fileURLToPath(new URL('../web/dist', import.meta.url));
  await serveWeb(fastify, adapter.routes, options.webRoot ?? config.webRoot ?? shipped);
  return app;
}
