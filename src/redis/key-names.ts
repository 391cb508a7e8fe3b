export type Area =
  | 'session'
  | 'tags'
  | 'tokens'
  | 'transaction'
  | 'interaction'
  | 'sid'
  | 'refused'
  | 'tab'
  | 'idempotency'
  | 'admin'
  | 'device'
  | 'events'
  | 'mail'
  | 'ping'
  | 'rate';

/** `bff:<area>:v1:<parts>`; a part in braces is the hash tag that keeps keys on one cluster node. */
export function keyName(area: Area, ...parts: readonly string[]): string {
  return `bff:${area}:v1:${parts.join(':')}`;
}

/** Marks `value` as the hash tag of a key. */
export function hashTag(value: string): string {
  return `{${value}}`;
}
