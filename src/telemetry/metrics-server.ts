import { createServer, type Server } from 'node:http';

import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';

import { Logger } from '../common/index.js';
import type { PrometheusMetrics } from './prometheus-metrics.js';

/** `GET /metrics` on a separate port, which is not public. */
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #server: Server;

  constructor(
    metrics: PrometheusMetrics,
    private readonly address: { readonly host: string; readonly port: number },
    private readonly logger: Logger,
  ) {
    this.#server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      metrics.registry
        .metrics()
        .then((text) => {
          response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
        })
        .catch((error: unknown) => {
          this.logger.failure({ err: error }, 'metrics could not be collected');
          response.writeHead(500).end();
        });
    });
  }

  onApplicationBootstrap(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.address.port, this.address.host, resolve);
    });
  }

  onApplicationShutdown(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
