import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { KeyValueStore, RecordCipher, type Write } from '../redis/index.js';
import type { DeviceBinding } from './device-binding/device-binding.js';
import { lastUseKey, sessionKey, sharedKeys, tokensPartitionKey, tokensVersionKey } from './session-keys.js';
import { lastSeenIn, SessionRecords, splitRecord, timestampOf } from './session-record.js';
import { idleExpiryOf, keptUntil, type LiveSession, type Session, type SessionReference } from './session.js';

const decodedSessions = 10_000;
/** Each round of writers that meet at one record has a winner, so this many may meet. */
const attempts = 100;

interface Decoded {
  /** Keys that it was opened with; when they rotate, it must prove itself again. */
  readonly keys: AppConfig['encryptionKeys'];
  readonly sealed: Buffer;
  readonly session: Session;
}

interface Reading {
  readonly record: Buffer;
  readonly stored: Session;
  readonly session: LiveSession;
}

/** Single sessions as they are stored: sealed, and the time of their last use beside it. */
@Injectable()
export class StoredSessions {
  /** Saves decrypting a record that has not changed: valid only for the very bytes that the store returned. */
  readonly #decoded = new LRUCache<string, Decoded>({ max: decodedSessions });

  readonly #records: SessionRecords;

  constructor(
    private readonly store: KeyValueStore,
    cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    this.#records = new SessionRecords(cipher);
  }

  /** One round trip. A session without tokens is none. */
  async read(reference: SessionReference): Promise<LiveSession | undefined> {
    return (await this.#readRecord(reference))?.session;
  }

  /**
   * Writes what `change` makes of the session's device binding, by compare-and-set; undefined or the same object leaves it.
   * It is no use of the session: the time of its last use and its end stay. `session` is undefined when it has ended.
   */
  async changeDevice(
    reference: SessionReference,
    change: (device: DeviceBinding) => DeviceBinding | undefined,
  ): Promise<{ readonly session: LiveSession | undefined; readonly isChanged: boolean }> {
    const key = sessionKey(reference);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = await this.#readRecord(reference);
      const device = before && change(before.session.device);
      if (before === undefined || device === undefined || device === before.session.device) {
        return { session: before?.session, isChanged: false };
      }
      const { lastSeenAt } = before.session;
      const isDone = await this.store.commit({
        expect: [{ key, value: before.record }],
        writes: [
          {
            kind: 'set',
            key,
            value: this.#recordOf(key, { ...before.stored, device }, lastSeenAt),
            ttlMs: keptUntil(before.stored, lastSeenAt, this.config.session) - this.clock.now(),
          },
        ],
      });
      if (isDone) {
        return { session: { ...before.session, device }, isChanged: true };
      }
    }
    throw new Error('the session changed under every attempt');
  }

  /** What a record of the store says. */
  open(reference: SessionReference, record: Buffer): Session | undefined {
    return this.#decode(sessionKey(reference), splitRecord(record).sealed);
  }

  /** What stores a session, and keeps the user's tokens as long. */
  writesOf(session: Session, reference: SessionReference, now: number): Write[] {
    const key = sessionKey(reference);
    const ttlMs = keptUntil(session, now, this.config.session) - now;
    return [
      { kind: 'set', key, value: this.#recordOf(key, session, now), ttlMs },
      ...sharedKeys(reference.userTag).map((shared): Write => ({ kind: 'extend', key: shared, ttlMs })),
    ];
  }

  /**
   * What records that the session is used now. Mostly one plain command; the first use in a quarter of the idle limit is told in the
   * record too, for replicas of versions that read it only there, in one step with keeping it and the tokens longer.
   */
  useOf({ reference, lastSeenAt, ...session }: LiveSession, now: number): Write[] {
    const limits = this.config.session;
    const value = timestampOf(now);
    const use: Write = {
      kind: 'set',
      key: lastUseKey(reference),
      value,
      ttlMs: idleExpiryOf(session, now, limits) - now,
    };
    const endless = { expiresAt: Infinity };
    if (keptUntil(endless, now, limits) === keptUntil(endless, lastSeenAt, limits)) {
      return [use];
    }
    const kept = keptUntil(session, now, limits);
    // Of all sessions of the user this one is kept longest, unless its absolute end is near.
    const kind = kept === session.expiresAt ? 'extend' : 'expire';
    const ttlMs = kept - now;
    return [
      use,
      { kind: 'patch', key: sessionKey(reference), prefix: value },
      { kind: 'expire', key: sessionKey(reference), ttlMs },
      { kind, key: tokensVersionKey(reference.userTag), ttlMs },
      { kind, key: tokensPartitionKey(reference.userTag), ttlMs },
    ];
  }

  async #readRecord(reference: SessionReference): Promise<Reading | undefined> {
    const key = sessionKey(reference);
    const keys = [key, tokensVersionKey(reference.userTag), lastUseKey(reference)];
    const [record = null, version = null, lastUse = null] = await this.store.readMany(keys);
    if (record === null || version === null) {
      return undefined;
    }
    const lastSeenAt = lastSeenIn(record, lastUse);
    const { sealed } = splitRecord(record);
    const stored = this.#decode(key, sealed);
    if (stored === undefined) {
      return undefined;
    }
    const idleExpiresAt = idleExpiryOf(stored, lastSeenAt, this.config.session);
    const session = { ...stored, reference, lastSeenAt, idleExpiresAt, tokensVersion: version.toString() };
    return idleExpiresAt <= this.clock.now() ? undefined : { record, stored, session };
  }

  #recordOf(key: string, session: Session, lastSeenAt: number): Buffer {
    return Buffer.concat([timestampOf(lastSeenAt), this.#records.seal(key, session)]);
  }

  #decode(key: string, sealed: Buffer): Session | undefined {
    const known = this.#decoded.get(key);
    const { encryptionKeys: keys } = this.config;
    if (known?.keys === keys && known.sealed.equals(sealed)) {
      return known.session;
    }
    const session = this.#records.open(key, sealed);
    if (session !== undefined) {
      // A copy: what Redis answered is a piece of everything that was read from the socket with it.
      this.#decoded.set(key, { keys, sealed: Buffer.from(sealed), session });
    }
    return session;
  }
}
