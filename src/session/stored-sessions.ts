import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock, ownCopy } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { KeyValueStore, RecordCipher, type Expectation, type Write } from '../redis/index.js';
import type { DeviceBinding } from './device-binding/device-binding.js';
import { fingerprintOf, type LivingEntry } from './session-index.js';
import { lastUseKey, sessionKey, sharedKeys, tokensPartitionKey, tokensVersionKey } from './session-keys.js';
import { lastSeenIn, sealedIn, SessionRecords, timestampOf } from './session-record.js';
import { idleExpiryOf, keptUntil, type LiveSession, type Session, type SessionReference } from './session.js';

const decodedSessions = 10_000;
/** Each round of concurrent writers to one record has a winner, so this many may write at once. */
const attempts = 100;

interface Decoded {
  /** Keys that it was opened with; when they rotate, it must be verified again. */
  readonly keys: AppConfig['encryptionKeys'];
  /** Of the sealed record (`RecordCipher.markOf`). */
  readonly mark: string;
  readonly stored: Session;
  /** As it was read last: the same object, until it is used again or the tokens change. */
  live?: LiveSession;
}

interface Reading {
  readonly record: Buffer;
  readonly stored: Session;
  readonly session: LiveSession;
}

/** Single sessions as they are stored: sealed, with the time of their last use. */
@Injectable()
export class StoredSessions {
  /** Saves decrypting an unchanged record: valid only for the exact sealing that the store returned. */
  readonly #decoded = new LRUCache<string, Decoded>({ max: decodedSessions });

  readonly #records: SessionRecords;

  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    this.#records = new SessionRecords(cipher);
  }

  /** One round trip. A session without tokens counts as absent. */
  read(reference: SessionReference): Promise<LiveSession | undefined> {
    return this.#readRecord(reference).then((reading) => reading?.session);
  }

  /**
   * Writes the result of `change` for the session's device binding, by compare-and-set; undefined or the same object
   * changes nothing. It does not use the session: the time of its last use and its end stay. `session` is undefined
   * when it has ended.
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

  /** The content of a record of the store. */
  open(reference: SessionReference, record: Buffer): Session | undefined {
    return this.#decode(sessionKey(reference), sealedIn(record))?.stored;
  }

  /**
   * A session that renews a stored one has its device, which may have proved itself since that one was read, and may do
   * so until the new one is written: then the expectation fails.
   */
  renewalOf(
    session: Session,
    userTag: string,
    old: LivingEntry | undefined,
  ): { readonly session: Session; readonly expect: readonly Expectation[] } {
    if (old === undefined) {
      return { session, expect: [] };
    }
    const reference = { userTag, fingerprint: fingerprintOf(old) };
    const stored = this.open(reference, old.record);
    return stored?.id === session.id
      ? { session: { ...session, device: stored.device }, expect: [{ key: sessionKey(reference), value: old.record }] }
      : { session, expect: [] };
  }

  /** The writes that store a session, and keep the user's tokens as long. */
  writesOf(session: Session, reference: SessionReference, now: number): Write[] {
    const key = sessionKey(reference);
    const ttlMs = keptUntil(session, now, this.config.session) - now;
    return [
      { kind: 'set', key, value: this.#recordOf(key, session, now), ttlMs },
      ...sharedKeys(reference.userTag).map((shared): Write => ({ kind: 'extend', key: shared, ttlMs })),
    ];
  }

  /**
   * The writes that record a use of the session. Mostly one plain command. The first use in a quarter of the idle limit
   * is stored in the record too, for replicas of versions that read it only there, in one step with extending it and
   * the tokens. A concurrent device binding finds the record changed.
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
    // This one has the longest lifetime of the user's sessions, unless its absolute end is near.
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

  /** Every request passes here: a promise and an object less are worth more than it seems (bench/notebook.md). */
  #readRecord(reference: SessionReference): Promise<Reading | undefined> {
    const key = sessionKey(reference);
    const keys = [key, tokensVersionKey(reference.userTag), lastUseKey(reference)];
    return this.store.readMany(keys).then(([record = null, version = null, lastUse = null]) => {
      if (record === null || version === null) {
        return undefined;
      }
      const decoded = this.#decode(key, sealedIn(record));
      if (decoded === undefined) {
        return undefined;
      }
      const session = this.#live(decoded, reference, lastSeenIn(record, lastUse), version.toString('latin1'));
      return session.idleExpiresAt <= this.clock.now() ? undefined : { record, stored: decoded.stored, session };
    });
  }

  #live(decoded: Decoded, reference: SessionReference, lastSeenAt: number, tokensVersion: string): LiveSession {
    const { stored, live } = decoded;
    if (live?.lastSeenAt === lastSeenAt && live.tokensVersion === tokensVersion) {
      return live;
    }
    decoded.live = {
      ...stored,
      // Its texts are slices of the cookie header, which would be kept with them.
      reference: live?.reference ?? { ...reference, userTag: ownCopy(reference.userTag) },
      lastSeenAt,
      idleExpiresAt: idleExpiryOf(stored, lastSeenAt, this.config.session),
      tokensVersion,
    };
    return decoded.live;
  }

  #recordOf(key: string, session: Session, lastSeenAt: number): Buffer {
    return Buffer.concat([timestampOf(lastSeenAt), this.#records.seal(key, session)]);
  }

  #decode(key: string, sealed: Buffer): Decoded | undefined {
    const known = this.#decoded.get(key);
    const { encryptionKeys: keys } = this.config;
    const mark = this.cipher.markOf(sealed);
    if (known?.keys === keys && known.mark === mark) {
      return known;
    }
    const stored = this.#records.open(key, sealed);
    if (stored === undefined) {
      return undefined;
    }
    const decoded = { keys, mark, stored };
    this.#decoded.set(key, decoded);
    return decoded;
  }
}
