import { Metrics, type CounterLabels, type GaugeName, type TimingLabels } from '../common/index.js';
import type { OpenTelemetryTraces } from './open-telemetry-traces.js';

/** Every timing becomes a span of the request that it belongs to; the requests themselves have spans already. */
export class TracedMetrics extends Metrics {
  constructor(
    private readonly inner: Metrics,
    private readonly traces: OpenTelemetryTraces,
  ) {
    super();
  }

  override count<Name extends keyof CounterLabels>(name: Name, labels: CounterLabels[Name], amount?: number): void {
    this.inner.count(name, labels, amount);
  }

  override gauge(name: GaugeName, read: () => number | Promise<number>): void {
    this.inner.gauge(name, read);
  }

  override time<Name extends keyof TimingLabels>(name: Name, labels: TimingLabels[Name], seconds: number): void {
    this.inner.time(name, labels, seconds);
    if (name !== 'http_server_request_duration_seconds') {
      // TypeScript doesn't narrow the labels with the name.
      this.traces.part(name, labels as TimingLabels[Exclude<Name, 'http_server_request_duration_seconds'>], seconds);
    }
  }
}
