import { Global, Module, type DynamicModule } from '@nestjs/common';

import { Logger, Metrics, NoMetrics } from '../common/index.js';
import type { AppConfig } from '../config/index.js';
import { MetricsServer } from './metrics-server.js';
import { PrometheusMetrics } from './prometheus-metrics.js';

/** Binds the metrics port: Prometheus on a port of its own when one is configured, else nothing. */
@Global()
@Module({})
export class TelemetryModule {
  static of({ metricsPort, host }: AppConfig): DynamicModule {
    if (metricsPort === undefined) {
      return { module: TelemetryModule, providers: [{ provide: Metrics, useClass: NoMetrics }], exports: [Metrics] };
    }
    const metrics = new PrometheusMetrics();
    return {
      module: TelemetryModule,
      providers: [
        { provide: Metrics, useValue: metrics },
        {
          provide: MetricsServer,
          useFactory: (logger: Logger) => new MetricsServer(metrics, { host, port: metricsPort }, logger),
          inject: [Logger],
        },
      ],
      exports: [Metrics],
    };
  }
}
