import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { KeyValueStore, RecordCipher, type Write } from '../redis/index.js';
import { sessionKey, sharedKeys, tokensVersionKey } from './session-keys.js';
import { parseSession, serializeSession, splitRecord, timestampOf } from './session-record.js';
import { idleExpiryOf, type LiveSession, type Session, type SessionReference } from './session.js';

const decodedSessions = 10_000;

interface Decoded {
  /** Keys that it was opened with; when they rotate, it must prove itself again. */
  readonly keys: AppConfig['encryptionKeys'];
  readonly sealed: Buffer;
  readonly session: Session;
}

/** Single sessions as they are stored: sealed, with the time of their last use in front. */
@Injectable()
export class StoredSessions {
  /** Saves decrypting a record that has not changed: valid only for the very bytes that the store returned. */
  readonly #decoded = new LRUCache<string, Decoded>({ max: decodedSessions });

  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** One round trip. A session without tokens is none. */
  async read(reference: SessionReference): Promise<LiveSession | undefined> {
    const key = sessionKey(reference);
    const [record = null, version = null] = await this.store.readMany([key, tokensVersionKey(reference.userTag)]);
    if (record === null || version === null) {
      return undefined;
    }
    const { lastSeenAt, sealed } = splitRecord(record);
    const session = this.#decode(key, sealed);
    if (session === undefined) {
      return undefined;
    }
    const idleExpiresAt = idleExpiryOf(session, lastSeenAt, this.config.session);
    return idleExpiresAt <= this.clock.now()
      ? undefined
      : { ...session, reference, lastSeenAt, idleExpiresAt, tokensVersion: version.toString() };
  }

  /** What stores a session, and keeps the user's tokens as long. */
  writesOf(session: Session, reference: SessionReference, now: number): Write[] {
    const key = sessionKey(reference);
    const ttlMs = idleExpiryOf(session, now, this.config.session) - now;
    const value = Buffer.concat([timestampOf(now), this.cipher.seal(key, serializeSession(session))]);
    return [
      { kind: 'set', key, value, ttlMs },
      ...sharedKeys(reference.userTag).map((shared): Write => ({ kind: 'extend', key: shared, ttlMs })),
    ];
  }

  #decode(key: string, sealed: Buffer): Session | undefined {
    const known = this.#decoded.get(key);
    const { encryptionKeys: keys } = this.config;
    if (known?.keys === keys && known.sealed.equals(sealed)) {
      return known.session;
    }
    const plaintext = this.cipher.open(key, sealed);
    const session = plaintext === undefined ? undefined : parseSession(plaintext);
    if (session !== undefined) {
      // A copy: what Redis answered is a piece of everything that was read from the socket with it.
      this.#decoded.set(key, { keys, sealed: Buffer.from(sealed), session });
    }
    return session;
  }
}
