import { readFileSync } from 'node:fs';

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { Metrics, type CounterLabels, type GaugeName, type TimingLabels } from '../common/index.js';

const counters = {
  bff_sign_ins_total: { help: 'Round trips to Entra by purpose and outcome.', labels: ['purpose', 'outcome'] },
  bff_code_redemptions_total: { help: 'Authorization codes sent to the token endpoint.', labels: ['outcome'] },
  bff_unknown_entra_errors_total: {
    help: 'Refusals of Entra whose AADSTS number is not in the table.',
    labels: ['at'],
  },
  bff_token_acquisitions_total: { help: 'Access tokens handed out, by where they came from.', labels: ['source'] },
  bff_refresh_waits_total: { help: 'Times that a request waited for the refresh of another.', labels: ['reason'] },
  bff_sessions_total: { help: 'Sessions created and ended by this replica.', labels: ['event'] },
  bff_foreign_records_total: { help: 'Stored values that could not be decrypted.', labels: ['area'] },
  bff_unreadable_items_total: {
    help: 'Items of lists of Graph that could not be read and were left out.',
    labels: ['kind'],
  },
  bff_store_full_total: { help: 'Writes to a store without memory left, by what became of them.', labels: ['outcome'] },
  bff_front_channel_sign_outs_total: {
    help: 'Calls of the front-channel sign-out by what they ended.',
    labels: ['outcome'],
  },
  bff_budget_refusals_total: {
    help: 'Requests refused because a network, a user or the process has too much in flight.',
    labels: ['budget', 'holder'],
  },
  bff_device_registrations_total: { help: 'Sessions bound to a device.', labels: [] },
  bff_device_refreshes_total: { help: 'Proofs of a device that were good.', labels: [] },
  bff_device_refusals_total: { help: 'Refused proofs of a device, and requests without one.', labels: ['reason'] },
  bff_throttled_total: { help: 'Requests refused with 429 or, under load, 503.', labels: ['by'] },
} as const satisfies Record<keyof CounterLabels, { help: string; labels: readonly string[] }>;

const timings = {
  http_server_request_duration_seconds: {
    help: 'Requests by method, route and status.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
  },
  http_client_request_duration_seconds: {
    help: 'Calls of Graph, of the token endpoint of Entra and of the APIs of APIS_FILE.',
    labels: [
      'peer_service',
      'server_address',
      'server_port',
      'http_request_method',
      'http_response_status_code',
      'error_type',
    ],
  },
  db_client_operation_duration_seconds: {
    help: 'Commands of the shared store.',
    labels: ['db_system_name', 'db_operation_name', 'error_type'],
  },
} as const satisfies Record<keyof TimingLabels, { help: string; labels: readonly string[] }>;

const gauges = {
  bff_sessions_active: 'Sessions that this replica has served within the last five minutes.',
  bff_client_certificate_expiry_seconds: 'Seconds until the client certificate expires.',
  bff_redis_memory_used_ratio: 'Of maxmemory, at the Redis server that is fullest; NaN without a limit.',
} as const satisfies Record<GaugeName, string>;

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Values that are counted for each frontend, where there are several: those of a request, and those that show who uses
 * what.
 */
const byFrontend: ReadonlySet<string> = new Set<keyof CounterLabels | keyof TimingLabels>([
  'bff_sign_ins_total',
  'bff_code_redemptions_total',
  'bff_token_acquisitions_total',
  'bff_sessions_total',
  'http_server_request_duration_seconds',
]);

/** Counts in the Prometheus text format; with Node's own metrics, event-loop delay among them. */
export class PrometheusMetrics extends Metrics {
  readonly registry = new Registry();
  readonly #counters: Readonly<Record<keyof CounterLabels, Counter>>;
  readonly #timings: Readonly<Record<keyof TimingLabels, Histogram>>;

  /** `currentFrontend`: the frontend of the request that is being answered; undefined where there is one only. */
  constructor(
    version = ownVersion(),
    private readonly currentFrontend?: () => string,
  ) {
    super();
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'bff_build_info',
      help: 'Which version runs, and on what.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.versions.node }, 1);
    this.#counters = mapValues(
      counters,
      (name, { help, labels }) => new Counter({ name, help, labelNames: this.#namesOf(name, labels), registers }),
    );
    this.#timings = mapValues(
      timings,
      (name, { help, labels }) =>
        new Histogram({ name, help, labelNames: this.#namesOf(name, labels), registers, buckets }),
    );
  }

  override count<Name extends keyof CounterLabels>(name: Name, labels: CounterLabels[Name], amount = 1): void {
    const frontend = byFrontend.has(name) ? this.currentFrontend?.() : undefined;
    this.#counters[name].inc(frontend === undefined ? labels : { ...labels, frontend }, amount);
  }

  #namesOf(name: string, labels: readonly string[]): readonly string[] {
    return this.currentFrontend !== undefined && byFrontend.has(name) ? [...labels, 'frontend'] : labels;
  }

  override time<Name extends keyof TimingLabels>(name: Name, labels: TimingLabels[Name], seconds: number): void {
    this.#timings[name].observe(labels, seconds);
  }

  override gauge(name: GaugeName, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help: gauges[name],
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  map: (key: Key, value: From) => To,
): Record<Key, To> {
  const entries = (Object.entries(record) as [Key, From][]).map(([key, value]) => [key, map(key, value)]);
  return Object.fromEntries(entries) as Record<Key, To>;
}

/** Of the package that this file is built into. */
function ownVersion(): string {
  try {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
