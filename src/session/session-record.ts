import { z } from 'zod';

import { RecordCodec, recordIn, type Sealer } from '../redis/index.js';
import { deviceBindingSchema, unbound } from './device-binding/device-binding.js';
import type { Session } from './session.js';

/**
 * A stored session is a time of its use, in clear, followed by the encrypted rest. The time is that of the sign-in, or of a later
 * use: earlier versions recorded each use there. `lastUseKey` has the times of later ones.
 */
const timestampBytes = 13;

const schema = z.object({
  id: z.string(),
  frontend: z.string().optional(),
  user: z.object({
    id: z.string(),
    name: z.string(),
    username: z.string(),
    tenantId: z.string(),
    accountType: z.enum(['work', 'personal']),
  }),
  objectId: z.string().optional(),
  createdAt: z.number(),
  authenticatedAt: z.number().optional(),
  expiresAt: z.number(),
  userAgent: z.string(),
  country: z.string().optional(),
  entraSessionId: z.string().nullable(),
  logoutHint: z.string().nullable(),
  origin: z.object({ transactionId: z.string(), returnTo: z.string() }),
  /** Records of versions without device bindings do not have it. */
  device: deviceBindingSchema.default(unbound),
  claims: z.record(z.string(), z.unknown()).optional(),
});

export function timestampOf(now: number): Buffer {
  return Buffer.from(String(now).padStart(timestampBytes, '0'));
}

/** The time of the last use: the later one of the record and `lastUseKey`. */
export function lastSeenIn(record: Buffer, lastUse: Buffer | null): number {
  const lastSeenAt = timestampIn(record);
  return lastUse === null ? lastSeenAt : Math.max(lastSeenAt, Number(lastUse.toString('latin1')) || 0);
}

/** The time of use in the record itself. */
export function timestampIn(record: Buffer): number {
  return Number(record.toString('latin1', 0, timestampBytes));
}

export function sealedIn(record: Buffer): Buffer {
  return record.subarray(timestampBytes);
}

/** The sealed part of a stored session. */
export class SessionRecords {
  readonly #codec: RecordCodec<typeof schema>;

  constructor(sealer: Sealer) {
    this.#codec = new RecordCodec(schema, sealer);
  }

  seal(key: string, session: Session): Buffer {
    const { entraSessionId = null, logoutHint = null } = session;
    return this.#codec.encode(key, { ...session, entraSessionId, logoutHint });
  }

  /** Undefined when it isn't ours, or is of another version of this service. */
  open(key: string, sealed: Buffer): Session | undefined {
    const data = recordIn(this.#codec.decode(key, sealed));
    return (
      data && { ...data, entraSessionId: data.entraSessionId ?? undefined, logoutHint: data.logoutHint ?? undefined }
    );
  }
}
