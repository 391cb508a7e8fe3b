import { randomBytes } from 'node:crypto';

import type * as Api from '@opentelemetry/api';
import type { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

import { currentRequestContext, currentTraceId, Traces, type Logger, type TimingLabels } from '../common/index.js';

type Part = Exclude<keyof TimingLabels, 'http_server_request_duration_seconds'>;
type PartLabel = { [Name in Part]: keyof TimingLabels[Name] }[Part];

/** The parts of a span's name, first the operation and then its target. */
const spanNames: Readonly<Record<Part, readonly [PartLabel, PartLabel]>> = {
  http_client_request_duration_seconds: ['http_request_method', 'peer_service'],
  db_client_operation_duration_seconds: ['db_operation_name', 'db_system_name'],
};
/**
 * Attributes by the semantic conventions of OpenTelemetry, as Prometheus writes them; no URL, no key, no client
 * address.
 */
const attributeNames: Readonly<Record<PartLabel, string>> = {
  peer_service: 'peer.service',
  server_address: 'server.address',
  server_port: 'server.port',
  http_request_method: 'http.request.method',
  http_response_status_code: 'http.response.status_code',
  error_type: 'error.type',
  db_system_name: 'db.system.name',
  db_operation_name: 'db.operation.name',
};
const numericLabels = new Set(['server_port', 'http_response_status_code']);
const remoteParent = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** Spans by the OpenTelemetry SDK, which is loaded only here and only when an endpoint is configured. */
export class OpenTelemetryTraces extends Traces {
  readonly #tracer: Api.Tracer;
  readonly #requests = new WeakMap<object, { readonly span: Api.Span; readonly method: string }>();
  /** By the context of the request: what its parts hang below. */
  readonly #parents = new WeakMap<object, Api.Context>();

  private constructor(
    private readonly api: typeof Api,
    private readonly provider: BasicTracerProvider,
  ) {
    super();
    this.#tracer = provider.getTracer('entra-mail-bff');
  }

  /**
   * `endpoint` is the base of OTLP over HTTP (`OTEL_EXPORTER_OTLP_ENDPOINT`). The SDK reads the other standard names itself:
   * `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, …
   */
  static async start(endpoint: string, logger: Logger): Promise<OpenTelemetryTraces> {
    const [api, sdk, otlp, resources] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    api.diag.setLogger(failuresTo(logger), { logLevel: api.DiagLogLevel.ERROR, suppressOverrideMessage: true });
    const { envDetector, hostDetector, serviceInstanceIdDetector } = resources;
    const exporter = new otlp.OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
    const provider = new sdk.BasicTracerProvider({
      resource: resources
        .resourceFromAttributes({ 'service.name': 'entra-mail-bff' })
        .merge(resources.detectResources({ detectors: [hostDetector, serviceInstanceIdDetector, envDetector] })),
      // The trace id of a log line is that of the span.
      idGenerator: {
        generateTraceId: () => currentTraceId() ?? randomBytes(16).toString('hex'),
        generateSpanId: () => randomBytes(8).toString('hex'),
      },
      spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
    });
    return new OpenTelemetryTraces(api, provider);
  }

  override begin(request: object, method: string, traceparent: string | undefined): void {
    const { api } = this;
    const parent = parentOf(api, traceparent);
    const attributes = { 'http.request.method': method };
    const span = this.#tracer.startSpan(method, { kind: api.SpanKind.SERVER, attributes }, parent);
    this.#requests.set(request, { span, method });
    const context = currentRequestContext();
    if (context !== undefined) {
      this.#parents.set(context, api.trace.setSpan(api.ROOT_CONTEXT, span));
    }
  }

  override end(request: object, route: string, status: number): void {
    const begun = this.#requests.get(request);
    if (begun === undefined) {
      return;
    }
    const { span, method } = begun;
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) {
      span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    }
    span.end();
  }

  /** A part that has just ended. */
  part(metric: Part, labels: TimingLabels[Part], seconds: number): void {
    const context = currentRequestContext();
    const parent = context && this.#parents.get(context);
    if (parent === undefined) {
      return;
    }
    const values: Partial<Readonly<Record<PartLabel, string>>> = labels;
    const given = (Object.entries(values) as [PartLabel, string][]).filter(([, value]) => value !== '');
    const attributes = Object.fromEntries(
      given.map(([label, value]) => [attributeNames[label], numericLabels.has(label) ? Number(value) : value]),
    );
    const endTime = Date.now();
    const span = this.#tracer.startSpan(
      spanNames[metric].map((label) => values[label]).join(' '),
      { kind: this.api.SpanKind.CLIENT, startTime: endTime - seconds * 1000, attributes },
      parent,
    );
    if (labels.error_type !== '') {
      span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    }
    span.end(endTime);
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

const silenceMs = 60_000;
const longestDetail = 300;

/** Failures of the SDK, e.g. to send spans: once a minute. */
function failuresTo(logger: Logger): Api.DiagLogger {
  let silentUntil = -Infinity;
  const ignore = (): void => undefined;
  return {
    error: (message) => {
      if (performance.now() >= silentUntil) {
        silentUntil = performance.now() + silenceMs;
        logger.warning({ detail: message.slice(0, longestDetail) }, 'traces could not be sent');
      }
    },
    warn: ignore,
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
}

function parentOf(api: typeof Api, traceparent: string | undefined): Api.Context {
  const match = traceparent === undefined ? null : remoteParent.exec(traceparent);
  const [, traceId = '', spanId = '', flags = '0'] = match ?? [];
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return match !== null && api.isSpanContextValid(remote)
    ? api.trace.setSpanContext(api.ROOT_CONTEXT, remote)
    : api.ROOT_CONTEXT;
}
