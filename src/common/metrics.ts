import type { InFlight } from './route-policy.js';

/**
 * What is counted and timed, with the labels that each may have. Labels hold codes and kinds from closed sets, never a
 * user, a session or an address.
 */
/** Why a proof of the device, or a request without one, was refused. */
export type DeviceRefusal =
  | 'no_cookie'
  | 'bad_cookie'
  | 'no_session'
  | 'unbound'
  | 'already_bound'
  | 'other_binding'
  | 'no_proof'
  | 'unreadable'
  | 'algorithm'
  | 'foreign_key'
  | 'signature'
  | 'type'
  | 'critical_header'
  | 'key'
  | 'challenge'
  | 'old_challenge';

export interface CounterLabels {
  readonly bff_sign_ins_total: { readonly purpose: string; readonly outcome: string };
  readonly bff_code_redemptions_total: { readonly outcome: string };
  readonly bff_unknown_entra_errors_total: { readonly at: 'sign_in' | 'refresh' };
  readonly bff_token_acquisitions_total: { readonly source: 'memo' | 'cache' | 'refresh' | 'refused' };
  readonly bff_refresh_waits_total: { readonly reason: 'lease' };
  readonly bff_sessions_total: { readonly event: 'created' | 'ended' };
  readonly bff_front_channel_sign_outs_total: { readonly outcome: 'ended' | 'unknown' };
  readonly bff_foreign_records_total: { readonly area: string };
  /** `written`: for who is signed in, all the same. */
  readonly bff_store_full_total: { readonly outcome: 'written' | 'refused' };
  readonly bff_budget_refusals_total: {
    readonly budget: InFlight | 'bodies' | 'answers';
    readonly holder: 'network' | 'user' | 'process';
  };
  readonly bff_device_registrations_total: Readonly<Record<string, never>>;
  readonly bff_device_refreshes_total: Readonly<Record<string, never>>;
  readonly bff_device_refusals_total: { readonly reason: DeviceRefusal };
  readonly bff_throttled_total: { readonly by: 'session' | 'address' | 'load' };
}

export interface TimingLabels {
  /** As OpenTelemetry names it: `http.server.request.duration`. */
  readonly http_server_request_duration_seconds: {
    readonly http_request_method: string;
    readonly http_route: string;
    readonly http_response_status_code: string;
  };
  readonly bff_graph_request_seconds: { readonly method: string; readonly status: string };
  /** By the names of `APIS_FILE`, until the head of the answer. */
  readonly bff_api_request_seconds: { readonly api: string; readonly method: string; readonly status: string };
  readonly bff_token_endpoint_seconds: { readonly status: string };
  readonly bff_redis_command_seconds: { readonly command: 'read' | 'take' | 'commit' | 'ping' };
}

/** What is read when the metrics are collected. */
export type GaugeName = 'bff_sessions_active' | 'bff_client_certificate_expiry_seconds' | 'bff_redis_memory_used_ratio';

/** Where numbers go; the rooms know no more of it. */
export abstract class Metrics {
  abstract count<Name extends keyof CounterLabels>(name: Name, labels: CounterLabels[Name]): void;

  abstract time<Name extends keyof TimingLabels>(name: Name, labels: TimingLabels[Name], seconds: number): void;

  /** `read` may have to ask somebody; what it can't find out is NaN. */
  abstract gauge(name: GaugeName, read: () => number | Promise<number>): void;
}

/** When no metrics port is configured, nothing is measured. */
export class NoMetrics extends Metrics {
  override count(): void {
    // Nobody listens.
  }

  override time(): void {
    // Nobody listens.
  }

  override gauge(): void {
    // Nobody asks.
  }
}
