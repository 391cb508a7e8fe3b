/** Channel on which all replicas learn what has happened to sessions. */
export const sessionEventsChannel = 'bff:events:v1:session';

export type SessionEndReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'revoked'
  | 'replaced'
  | 'entra_signed_out'
  /** Another sign-in of the user, and they had as many sessions as they may have. */
  | 'too_many_sessions'
  /** Somebody without the device's key has answered for it. */
  | 'device_proof_refused';

export interface SessionEvent {
  readonly type: 'session.ended' | 'permissions.changed';
  readonly userTag: string;
  /** Which sessions; empty: all of the user. */
  readonly fingerprints: readonly string[];
  readonly reason?: SessionEndReason;
  /** The session of the same user that took the place of a replaced one: fingerprint and public handle. */
  readonly successor?: { readonly fingerprint: string; readonly id: string };
}
