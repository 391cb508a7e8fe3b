import { z } from 'zod';

import { parseJson } from '../redis/index.js';

/** Channel on which all replicas learn of events of sessions. */
export const sessionEventsChannel = 'bff:events:v1:session';

const endReasons = [
  'signed_out',
  'signed_out_everywhere',
  'revoked',
  'replaced',
  'entra_signed_out',
  /** Another sign-in of the user, who had the maximum number of sessions. */
  'too_many_sessions',
  /** A client without the device's key has answered for it. */
  'device_proof_refused',
] as const;

export type SessionEndReason = (typeof endReasons)[number];

const schema = z.object({
  type: z.enum(['session.ended', 'session.continued', 'permissions.changed']),
  userTag: z.string(),
  /** Which sessions; empty: all of the user. */
  fingerprints: z.array(z.string()).readonly(),
  /** A newer version may name an unknown reason: the session has ended nevertheless. */
  reason: z.enum(endReasons).optional().catch(undefined),
  /** Family of the other browser in which the session continues. */
  browser: z.string().optional(),
  /** The other country, when it is one. */
  country: z.string().optional(),
  /** Permissions that turned out to be granted, although they were refused before. */
  granted: z.array(z.string()).readonly().optional(),
  /** An administrator has consented for everybody in the user's tenant. */
  isTenantWide: z.boolean().optional(),
  /** The session of the same user that replaced another one: fingerprint and public handle. */
  successor: z.object({ fingerprint: z.string(), id: z.string() }).optional(),
});

export type SessionEvent = Readonly<z.output<typeof schema>>;
/** Details of a change of the user's permissions. */
export type PermissionsChange = Pick<SessionEvent, 'granted' | 'isTenantWide'>;

/** Whether the event is about the session of that fingerprint. */
export function concerns({ fingerprints }: Pick<SessionEvent, 'fingerprints'>, fingerprint: string): boolean {
  return fingerprints.length === 0 || fingerprints.includes(fingerprint);
}

/** Undefined for a message from another version. */
export function parseSessionEvent(message: string): SessionEvent | undefined {
  return parseJson(schema, message);
}
