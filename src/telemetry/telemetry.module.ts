import { Global, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';

import { currentRequestContext, Logger, Metrics, NoMetrics, Traces } from '../common/index.js';
import type { AppConfig, Frontends } from '../config/index.js';
import { secondsToFirstExpiry } from './certificate-expiry.js';
import { MetricsServer } from './metrics-server.js';
import { OpenTelemetryTraces } from './open-telemetry-traces.js';
import { PrometheusMetrics } from './prometheus-metrics.js';
import { TracedMetrics } from './traced-metrics.js';

/** Pending values must not be lost with the process. */
class TracesFlush implements OnApplicationShutdown {
  constructor(
    private readonly traces: OpenTelemetryTraces,
    private readonly logger: Logger,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.traces.close().catch((error: unknown) => {
      this.logger.warning({ err: error }, 'last spans not sent');
    });
  }
}

type TelemetrySettings = Pick<AppConfig, 'metricsPort' | 'host' | 'otlpEndpoint' | 'frontends'>;

/** Binds the ports: Prometheus on a separate port and traces over OTLP when they are configured, otherwise nothing. */
@Global()
@Module({})
export class TelemetryModule {
  static of({ metricsPort, host, otlpEndpoint, frontends }: TelemetrySettings): DynamicModule {
    const prometheus =
      metricsPort === undefined
        ? undefined
        : new PrometheusMetrics(undefined, frontends.areSeveral ? currentFrontend : undefined);
    const measured = prometheus ?? new NoMetrics();
    measured.gauge('bff_client_certificate_expiry_seconds', () => secondsToFirstExpiry(certificatesOf(frontends)));
    const providers: Provider[] = [];
    if (prometheus !== undefined && metricsPort !== undefined) {
      providers.push({
        provide: MetricsServer,
        useFactory: (logger: Logger) => new MetricsServer(prometheus, { host, port: metricsPort }, logger),
        inject: [Logger],
      });
    }
    if (otlpEndpoint === undefined) {
      providers.push({ provide: Metrics, useValue: measured });
      return { module: TelemetryModule, providers, exports: [Metrics] };
    }
    providers.push(
      {
        provide: Traces,
        useFactory: (logger: Logger) => OpenTelemetryTraces.start(otlpEndpoint, logger),
        inject: [Logger],
      },
      {
        provide: Metrics,
        useFactory: (traces: OpenTelemetryTraces) => new TracedMetrics(measured, traces),
        inject: [Traces],
      },
      {
        provide: TracesFlush,
        useFactory: (traces: OpenTelemetryTraces, logger: Logger) => new TracesFlush(traces, logger),
        inject: [Traces, Logger],
      },
    );
    return { module: TelemetryModule, providers, exports: [Metrics, Traces] };
  }
}

/** Values that are counted outside of requests, e.g. when a session expires, have no frontend. */
function currentFrontend(): string {
  return currentRequestContext()?.frontend ?? 'none';
}

function certificatesOf({ all }: Frontends): readonly string[] {
  return all.flatMap(({ entra: { credential } }) => (credential.kind === 'certificate' ? credential.file : []));
}
