import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Logger, Metrics } from '../common/index.js';
import { KeyValueStore, RecordCipher } from '../redis/index.js';
import { tokensPartitionKey, tokensVersionKey } from '../session/index.js';
import { identityOf, soleAccountOf, type PartitionOwner, type TokenPartition } from './token-partition.js';

/**
 * The lifetime of tokens that no session claims, because a sign-in was interrupted; sessions extend it to their own
 * end.
 */
const unclaimedTtlMs = 60_000;

/**
 * One partition per signed-in user and client. Writes are compare-and-set on a random version: nothing is lost, and a
 * partition that was deleted at sign-out stays deleted, whichever write is pending.
 */
@Injectable()
export class TokenPartitionStore {
  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** Undefined when there is none, or when it cannot be opened or is not this user's alone. */
  async read(owner: PartitionOwner): Promise<TokenPartition | undefined> {
    const partition = await this.#open(owner.userTag);
    if (partition === undefined) {
      return undefined;
    }
    if (soleAccountOf(partition.cache, owner) === undefined) {
      this.metrics.count('bff_foreign_records_total', { area: 'tokens' });
      this.logger.failure({}, 'token partition holds something else than its owner; not used');
      return undefined;
    }
    return partition;
  }

  /**
   * The user of the tokens under this tag, when that is another object of the owner's tenant: one of the two is
   * confused with the other, or the former one was removed.
   */
  async otherOwner({ userTag, userId, oid, tid }: PartitionOwner): Promise<PartitionOwner | undefined> {
    const there = identityOf((await this.#open(userTag))?.cache);
    const isAnother = there?.oid !== undefined && there.tid === tid?.toLowerCase() && there.oid !== oid?.toLowerCase();
    return isAnother ? { userTag, userId, oid: there.oid, tid: there.tid } : undefined;
  }

  async #open(userTag: string): Promise<TokenPartition | undefined> {
    const key = tokensPartitionKey(userTag);
    const [sealed = null, version = null] = await this.store.readMany([key, tokensVersionKey(userTag)]);
    const cache = sealed === null ? undefined : this.cipher.open(key, sealed)?.toString();
    return cache === undefined || version === null ? undefined : { version: version.toString(), cache };
  }

  /** The new version; undefined when the partition has changed or was deleted since `expectedVersion` was read. */
  replace(owner: PartitionOwner, cache: string, expectedVersion: string): Promise<string | undefined> {
    return this.#write(owner, cache, expectedVersion);
  }

  /** At sign-in: the tokens of the new sign-in replace the previous ones. */
  async create(owner: PartitionOwner, cache: string): Promise<void> {
    await this.#write(owner, cache, undefined);
  }

  async #write(owner: PartitionOwner, cache: string, expectedVersion: string | undefined): Promise<string | undefined> {
    if (soleAccountOf(cache, owner) === undefined) {
      throw new Error('refused to write a token cache that is not of its owner alone');
    }
    const { userTag } = owner;
    const version = randomUUID();
    const key = tokensPartitionKey(userTag);
    const versionKey = tokensVersionKey(userTag);
    const isWritten = await this.store.commit({
      expect: expectedVersion === undefined ? [] : [{ key: versionKey, value: expectedVersion }],
      writes: [
        { kind: 'put', key, value: this.cipher.seal(key, cache), ttlMs: unclaimedTtlMs },
        { kind: 'put', key: versionKey, value: version, ttlMs: unclaimedTtlMs },
      ],
    });
    return isWritten ? version : undefined;
  }
}
