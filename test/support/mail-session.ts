import type { LiveSession } from '../../src/session/index.js';

const tenantId = '11111111-1111-4111-8111-111111111111';

/** A session of a user of that name, as the guard attaches it. */
export function liveSession(name = 'alice', oid = `oid-of-${name}`): LiveSession {
  const now = Date.now();
  return {
    id: `session-of-${name}`,
    user: { id: `${oid}.${tenantId}`, name, username: `${name}@contoso.example`, tenantId, accountType: 'work' },
    createdAt: now,
    expiresAt: now + 3_600_000,
    userAgent: 'test',
    entraSessionId: undefined,
    logoutHint: undefined,
    origin: { transactionId: 'transaction', returnTo: '/' },
    device: { state: 'unbound' },
    reference: { userTag: `tag-of-${name}`, fingerprint: `fingerprint-of-${name}` },
    lastSeenAt: now,
    idleExpiresAt: now + 3_600_000,
    tokensVersion: '1',
  };
}

/** As `liveSession`, of a personal account. */
export function personalSession(): LiveSession {
  const { user, ...rest } = liveSession();
  return { ...rest, user: { ...user, accountType: 'personal' } };
}
