import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, randomId } from '../../common/index.js';
import { hashTag, keyName, KeyValueStore, RecordCipher, RecordCodec } from '../../redis/index.js';
import { tokensVersionKey } from '../../session/index.js';

/** Channel on which all replicas learn that a user's subscription requires a replica with their session. */
export const pushNeedChannel = keyName('events', 'push');

/** A stream of the user is open; renewed with every poll of the mailbox, and longer than the pause between two. */
const usedMs = 240_000;

const macName = 'client state';
const clientStateShape = /^(?<userTag>[\w-]{22})\.(?<nonce>[\w-]{22})\.(?<mac>[\w-]{43})$/;

const recordSchema = z.object({
  /** Graph's; empty while the subscription is being created. */
  id: z.string(),
  /** Fingerprint of the secret half of the client state. */
  secret: z.string(),
  expiresAt: z.number(),
  /** Graph has requested a new authorization. */
  isDue: z.boolean(),
});
export type PushRecord = z.output<typeof recordSchema>;

export interface StoredPushRecord {
  /** As stored: the expected value of a change. */
  readonly raw: Buffer;
  readonly record: PushRecord;
  readonly hasTokens: boolean;
}

/** The shared record of a user's one subscription to their mailbox. */
@Injectable()
export class PushRecords {
  readonly #records: RecordCodec<typeof recordSchema>;

  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly clock: Clock,
  ) {
    this.#records = new RecordCodec(recordSchema, cipher);
  }

  /** The client state of a new subscription, and its secret half. */
  newClientState(userTag: string): { readonly clientState: string; readonly secret: string } {
    const nonce = randomId().slice(0, 22);
    const secret = `${nonce}.${this.cipher.sign(macName, `${userTag}.${nonce}`)}`;
    return { clientState: `${userTag}.${secret}`, secret };
  }

  /** Undefined for a forged state: nothing is read from the store for it. */
  readClientState(clientState: string): { readonly userTag: string; readonly secret: string } | undefined {
    const { userTag = '', nonce = '', mac = '' } = clientStateShape.exec(clientState)?.groups ?? {};
    return this.cipher.isSigned(macName, `${userTag}.${nonce}`, mac)
      ? { userTag, secret: `${nonce}.${mac}` }
      : undefined;
  }

  /** An unreadable record counts as absent: its subscription expires by itself. */
  async read(userTag: string): Promise<StoredPushRecord | undefined> {
    const key = recordKey(userTag);
    const [raw = null, tokens = null] = await this.store.readMany([key, tokensVersionKey(userTag)]);
    const stored = this.#records.decode(key, raw);
    return stored.kind === 'record'
      ? { raw: stored.raw, record: stored.record, hasTokens: tokens !== null }
      : undefined;
  }

  /** The bytes that were written; undefined when the record is no longer the expected one. */
  async write(userTag: string, expected: Buffer | null, record: PushRecord): Promise<Buffer | undefined> {
    const key = recordKey(userTag);
    const value = this.#records.encode(key, record);
    const ttlMs = Math.max(1, record.expiresAt - this.clock.now());
    const isWritten = await this.store.commit({
      expect: [{ key, value: expected }],
      writes: [{ kind: 'set', key, value, ttlMs }],
    });
    return isWritten ? value : undefined;
  }

  /** False when the record is no longer the expected one. */
  forget(userTag: string, expected: Buffer): Promise<boolean> {
    const key = recordKey(userTag);
    return this.store.commit({ expect: [{ key, value: expected }], writes: [{ kind: 'delete', key }] });
  }

  async markUsed(userTag: string): Promise<void> {
    await this.store.commit({ writes: [{ kind: 'set', key: usedKey(userTag), value: '1', ttlMs: usedMs }] });
  }

  /** Whether a stream of the user is open at any replica. */
  async isUsed(userTag: string): Promise<boolean> {
    return (await this.store.read(usedKey(userTag))) !== null;
  }
}

/** Held by the replica that creates, renews or removes the subscription. */
export function pushLeaseKey(userTag: string): string {
  return keyName('mail', hashTag(userTag), 'push-lease');
}

function recordKey(userTag: string): string {
  return keyName('mail', hashTag(userTag), 'push');
}

function usedKey(userTag: string): string {
  return keyName('mail', hashTag(userTag), 'push-used');
}
