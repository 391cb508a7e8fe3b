import { randomBytes } from 'node:crypto';

import type * as Api from '@opentelemetry/api';
import type { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

import { currentRequestContext, currentTraceId, Traces, type Logger, type TimingLabels } from '../common/index.js';

type Part = Exclude<keyof TimingLabels, 'http_server_request_duration_seconds'>;

interface PartRule {
  readonly name: string;
  readonly system: Readonly<Record<string, string>>;
}

/** Attributes by the semantic conventions of OpenTelemetry; no URL, no key, no address. */
const parts: Readonly<Record<Part, PartRule>> = {
  bff_graph_request_seconds: { name: 'graph', system: { 'peer.service': 'graph' } },
  bff_api_request_seconds: { name: 'api', system: {} },
  bff_token_endpoint_seconds: { name: 'token endpoint', system: { 'peer.service': 'entra' } },
  bff_redis_command_seconds: { name: 'redis', system: { 'db.system.name': 'redis' } },
};
const attributeNames: Readonly<Record<string, string>> = {
  api: 'peer.service',
  method: 'http.request.method',
  status: 'http.response.status_code',
  command: 'db.operation.name',
};
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
  part(metric: Part, labels: Readonly<Record<string, string>>, seconds: number): void {
    const context = currentRequestContext();
    const parent = context && this.#parents.get(context);
    if (parent === undefined) {
      return;
    }
    const { name, system } = parts[metric];
    const own = Object.entries(labels).map(([label, value]) => [attributeNames[label] ?? label, value]);
    const endTime = Date.now();
    const span = this.#tracer.startSpan(
      [name, labels['method'] ?? labels['command']].filter(Boolean).join(' '),
      {
        kind: this.api.SpanKind.CLIENT,
        startTime: endTime - seconds * 1000,
        attributes: { ...system, ...(Object.fromEntries(own) as Record<string, string>) },
      },
      parent,
    );
    if (labels['status'] !== undefined && !/^[1-4]\d\d$/.test(labels['status'])) {
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

/** What the SDK could not do, e.g. send spans: once a minute. */
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
