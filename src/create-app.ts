import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Logger } from './common/index.js';
import type { AppConfig } from './config/index.js';
import { BffAdapter } from './http/index.js';
import { BffModule, type BffOptions } from './library/index.js';

/** The whole service, ready to listen. `main.ts` and every end-to-end test use it. */
export async function createApp(config: AppConfig, options: BffOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new Logger(config.logLevel);
  const adapter = new BffAdapter(config, logger);
  const module = BffModule.forRoot(config, { ...options, logger });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
  if (!config.isProduction) {
    const { serveOpenApi } = await import('./http/open-api.js');
    await serveOpenApi(app, adapter.routes);
  }
  return app;
}
