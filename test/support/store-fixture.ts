import { hash, randomBytes, randomUUID } from 'node:crypto';

import { AuditLog, Secret } from '../../src/common/index.js';
import type { AppConfig } from '../../src/config/index.js';
import { RecordCipher } from '../../src/redis/index.js';
import { SessionStore, type Session, type UserTags } from '../../src/session/index.js';
import { EntraSessionIndex } from '../../src/session/entra-session-index.js';
import { SessionAnnouncer } from '../../src/session/session-announcer.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { StoredSessions } from '../../src/session/stored-sessions.js';
import { TokenPartitionStore } from '../../src/tokens/token-partition-store.js';
import type { PartitionOwner } from '../../src/tokens/token-partition.js';
import { oneFrontend } from './frontend.js';
import { Observed } from './observed.js';
import type { StartReplicas, StoreReplica, StoreReplicas } from '../contracts/replicas-of-a-store.js';

export { clientId } from './frontend.js';
export const idleMs = 600_000;
export const absoluteMs = 3_600_000;

export function encryptionKey(id: string): AppConfig['encryptionKeys'][number] {
  return { id, key: new Secret(randomBytes(32)) };
}

/** The stores of one replica, over a shared store, with given keys. */
export class StoreFixture {
  readonly observed = new Observed();
  readonly cipher: RecordCipher;
  readonly stored: StoredSessions;
  readonly sessions: SessionStore;
  readonly partitions: TokenPartitionStore;

  constructor(
    replicas: StoreReplicas,
    { store, bus }: StoreReplica,
    keys: AppConfig['encryptionKeys'],
    tags: Pick<UserTags, 'of'> = { of: (userId) => Promise.resolve(userTagOf(userId)) },
    frontends = oneFrontend,
  ) {
    const config = {
      encryptionKeys: keys,
      frontends,
      session: { idleTimeoutSeconds: idleMs / 1000, absoluteTimeoutSeconds: absoluteMs / 1000 },
    } as AppConfig;
    const { logger } = this.observed;
    this.cipher = new RecordCipher(config, logger, this.observed);
    this.stored = new StoredSessions(store, this.cipher, replicas.clock, config);
    this.sessions = new SessionStore(
      store,
      new SessionAnnouncer(bus, this.stored, new AuditLog(logger), config),
      replicas.clock,
      this.stored,
      new SessionIndex(store, replicas.clock, config, logger, this.observed),
      new EntraSessionIndex(store, replicas.clock),
      tags as UserTags,
      config,
      this.observed,
    );
    this.partitions = new TokenPartitionStore(store, this.cipher, logger, this.observed);
  }
}

/** The stores of two replicas on one shared store, and a user of this test only. */
export interface StorePair {
  readonly replicas: StoreReplicas;
  readonly mine: StoreFixture;
  readonly theirs: StoreFixture;
  readonly owner: PartitionOwner;
}

/** Replicas for the tests of a `describe`; before each one `begin` returns stores with empty caches. */
export function withStorePair(
  start: StartReplicas,
  key: AppConfig['encryptionKeys'][number],
  begin: (pair: StorePair) => void,
): void {
  let replicas: StoreReplicas;
  beforeAll(async () => {
    replicas = await start();
  });
  afterAll(() => replicas.close());
  beforeEach(() => {
    begin({
      replicas,
      mine: new StoreFixture(replicas, replicas.one, [key]),
      theirs: new StoreFixture(replicas, replicas.other, [key]),
      owner: ownerOf(`${randomUUID()}.tenant`),
    });
  });
}

export function ownerOf(userId: string): PartitionOwner {
  const [oid, tid = ''] = userId.split('.');
  return { userId, userTag: userTagOf(userId), oid, tid };
}

/** A tag that every test can compute. The service's own tags need a secret (user-tags.spec.ts). */
export function userTagOf(userId: string): string {
  return hash('sha256', userId, 'base64url').slice(0, 22);
}

export function sessionOf(userId: string, now: number, changes: Partial<Session> = {}): Session {
  return {
    id: `handle-${randomBytes(6).toString('hex')}`,
    user: { id: userId, name: 'Alice Moreau', username: 'alice@contoso.example', tenantId: 't', accountType: 'work' },
    createdAt: now,
    expiresAt: now + absoluteMs,
    userAgent: 'test-browser',
    entraSessionId: undefined,
    logoutHint: undefined,
    origin: { transactionId: 'transaction', returnTo: '/' },
    device: { state: 'unbound' },
    ...changes,
  };
}
