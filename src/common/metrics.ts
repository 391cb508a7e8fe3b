import type { InFlight } from './route-policy.js';

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

/** The parts that a list of Graph may lack. */
export type UnreadableItem =
  'message' | 'folder' | 'attachment' | 'category' | 'change' | 'event' | 'person' | 'scheduled_message';

/**
 * The counters and timings, with their labels. Labels have codes and kinds from closed sets, never a user, a session or
 * an address.
 */
export interface CounterLabels {
  readonly bff_sign_ins_total: { readonly purpose: string; readonly outcome: string };
  readonly bff_code_redemptions_total: { readonly outcome: string };
  readonly bff_unknown_entra_errors_total: { readonly at: 'sign_in' | 'refresh' };
  readonly bff_token_acquisitions_total: { readonly source: 'memo' | 'cache' | 'refresh' | 'refused' };
  readonly bff_refresh_waits_total: { readonly reason: 'lease' };
  readonly bff_sessions_total: { readonly event: 'created' | 'ended' };
  readonly bff_front_channel_sign_outs_total: { readonly outcome: 'ended' | 'unknown' };
  readonly bff_foreign_records_total: { readonly area: string };
  readonly bff_unreadable_items_total: { readonly kind: UnreadableItem };
  /** `written`: for a signed-in user, although the store is full. */
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
    /** The frontend of the request, where there are several; `none`: the host belongs to none. */
    readonly frontend?: string;
  };
  /** `http.client.request.duration`: Graph, Entra's token endpoint, and the APIs of `APIS_FILE`, these until the head of the answer. */
  readonly http_client_request_duration_seconds: {
    readonly peer_service: string;
    readonly server_address: string;
    readonly server_port: string;
    readonly http_request_method: string;
    /** Empty without a response, which is how Prometheus writes an absent attribute. */
    readonly http_response_status_code: string;
    /** Empty on success. */
    readonly error_type: string;
  };
  /** `db.client.operation.duration`. */
  readonly db_client_operation_duration_seconds: {
    readonly db_system_name: 'redis';
    readonly db_operation_name: 'MGET' | 'GETDEL' | 'SET' | 'DEL' | 'PEXPIRE' | 'EVALSHA';
    readonly error_type: '' | 'unavailable';
  };
}

/** The called service: `graph`, `entra`, or an API by its name. */
export interface HttpPeer {
  readonly peer_service: string;
  readonly server_address: string;
  readonly server_port: string;
}

export function httpPeerOf(service: string, baseUrl: string): HttpPeer {
  const { hostname, port, protocol } = new URL(baseUrl);
  const usualPort = protocol === 'https:' ? '443' : '80';
  return { peer_service: service, server_address: hostname, server_port: port === '' ? usualPort : port };
}

/**
 * `outcome`: the status of the response, or the reason for none. As OpenTelemetry requires, a client's error begins at
 * 400.
 */
export function httpClientLabels(
  peer: HttpPeer,
  method: string,
  outcome: number | string,
): TimingLabels['http_client_request_duration_seconds'] {
  const isError = typeof outcome === 'string' || outcome >= 400;
  // Member by member: a spread costs as much as the histogram.
  return {
    peer_service: peer.peer_service,
    server_address: peer.server_address,
    server_port: peer.server_port,
    http_request_method: method,
    http_response_status_code: typeof outcome === 'number' ? String(outcome) : '',
    error_type: isError ? String(outcome) : '',
  };
}

/** Values that are read when the metrics are collected. */
export type GaugeName = 'bff_sessions_active' | 'bff_client_certificate_expiry_seconds' | 'bff_redis_memory_used_ratio';

/** Where metrics are recorded; modules know no more about it. */
export abstract class Metrics {
  abstract count<Name extends keyof CounterLabels>(name: Name, labels: CounterLabels[Name], amount?: number): void;

  abstract time<Name extends keyof TimingLabels>(name: Name, labels: TimingLabels[Name], seconds: number): void;

  /** `read` may have to send a request; an unknown value is NaN. */
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
