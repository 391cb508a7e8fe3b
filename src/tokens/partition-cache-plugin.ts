import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';

import { Problem, type Logger } from '../common/index.js';
import { mergeCaches } from './merge-caches.js';
import type { PartitionOwner, TokenPartition } from './token-partition.js';
import type { TokenPartitionStore } from './token-partition-store.js';

/** The partition was deleted, at sign-out, while a token was being acquired; it must not be restored. */
export class PartitionGone extends Error {
  constructor() {
    super('the token partition is gone');
    this.name = 'PartitionGone';
  }
}

const attempts = 20;

/** MSAL's cache for one operation on one user's partition. */
export class PartitionCachePlugin implements ICachePlugin {
  constructor(
    private readonly partitions: TokenPartitionStore,
    private readonly owner: PartitionOwner,
    private partition: TokenPartition,
    private readonly logger: Logger,
  ) {}

  /** Changes when this operation has written. */
  get version(): string {
    return this.partition.version;
  }

  beforeCacheAccess(context: TokenCacheContext): Promise<void> {
    context.tokenCache.deserialize(this.partition.cache);
    return Promise.resolve();
  }

  /**
   * A store that can't be written does not withhold the new token from the waiting user: the stored refresh token stays
   * valid.
   * @throws PartitionGone
   */
  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    if (!context.cacheHasChanged) {
      return;
    }
    try {
      await this.#write(context);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'session_store_unavailable') {
        throw error;
      }
      this.logger.warning({ err: error }, 'a new token is used and could not be stored');
    }
  }

  async #write(context: TokenCacheContext): Promise<void> {
    let cache = context.tokenCache.serialize();
    for (let attempt = 0; attempt < attempts; attempt++) {
      const version = await this.partitions.replace(this.owner, cache, this.partition.version);
      if (version !== undefined) {
        this.partition = { version, cache };
        return;
      }
      const latest = await this.partitions.read(this.owner);
      if (latest === undefined) {
        throw new PartitionGone();
      }
      cache = mergeCaches(this.partition.cache, cache, latest.cache);
      this.partition = latest;
    }
    throw new Error('the token partition changed under every attempt to write it');
  }
}
