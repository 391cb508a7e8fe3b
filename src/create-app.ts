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
    await serveDescription(app, adapter, logger);
  }
  return app;
}

/**
 * The API's description and its page. The library that generates it is for development: an image in development mode
 * has none.
 */
async function serveDescription(app: NestFastifyApplication, adapter: BffAdapter, logger: Logger): Promise<void> {
  try {
    const { serveOpenApi } = await import('./http/open-api.js');
    await serveOpenApi(app, adapter.routes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw error;
    }
    logger.info({}, '/api/docs is not served: @nestjs/swagger is not installed');
  }
}
