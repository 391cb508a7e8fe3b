import { z } from 'zod';

import { parseJson } from '../redis/index.js';

/** Channel on which all replicas learn what has happened to sessions. */
export const sessionEventsChannel = 'bff:events:v1:session';

const endReasons = [
  'signed_out',
  'signed_out_everywhere',
  'revoked',
  'replaced',
  'entra_signed_out',
  /** Another sign-in of the user, and they had as many sessions as they may have. */
  'too_many_sessions',
  /** Somebody without the device's key has answered for it. */
  'device_proof_refused',
] as const;

export type SessionEndReason = (typeof endReasons)[number];

const schema = z.object({
  type: z.enum(['session.ended', 'session.continued', 'permissions.changed']),
  userTag: z.string(),
  /** Which sessions; empty: all of the user. */
  fingerprints: z.array(z.string()).readonly(),
  /** A newer version may name a reason that this one doesn't know: the session has ended all the same. */
  reason: z.enum(endReasons).optional().catch(undefined),
  /** Family of the other browser in which the session continues. */
  browser: z.string().optional(),
  /** The other country, when it is one. */
  country: z.string().optional(),
  /** Permissions that turned out to be granted, although they were refused before. */
  granted: z.array(z.string()).readonly().optional(),
  /** An administrator has consented for everybody in the user's tenant. */
  isTenantWide: z.boolean().optional(),
  /** The session of the same user that took the place of a replaced one: fingerprint and public handle. */
  successor: z.object({ fingerprint: z.string(), id: z.string() }).optional(),
});

export type SessionEvent = Readonly<z.output<typeof schema>>;
/** What is said beside that the user's permissions have changed. */
export type PermissionsChange = Pick<SessionEvent, 'granted' | 'isTenantWide'>;

/** Whether the event is about the session of that fingerprint. */
export function concerns({ fingerprints }: Pick<SessionEvent, 'fingerprints'>, fingerprint: string): boolean {
  return fingerprints.length === 0 || fingerprints.includes(fingerprint);
}

/** Undefined for a message that this version doesn't know. */
export function parseSessionEvent(message: string): SessionEvent | undefined {
  return parseJson(schema, message);
}
