/** A write of one key; `ttlMs` in milliseconds. */
export type Write =
  | { readonly kind: 'set'; readonly key: string; readonly value: Buffer | string; readonly ttlMs: number }
  /** As `set`, but keeps a longer time to live that the key already has. */
  | { readonly kind: 'put'; readonly key: string; readonly value: Buffer | string; readonly ttlMs: number }
  | { readonly kind: 'delete'; readonly key: string }
  /** Overwrites the first bytes of an existing value and keeps the rest. */
  | { readonly kind: 'patch'; readonly key: string; readonly prefix: Buffer | string }
  /** Sets the time to live of an existing key. */
  | { readonly kind: 'expire'; readonly key: string; readonly ttlMs: number }
  /** Extends the time to live of an existing key; never shortens it. */
  | { readonly kind: 'extend'; readonly key: string; readonly ttlMs: number };

export function deletion(key: string): Write {
  return { kind: 'delete', key };
}

/** The condition for executing a batch; `value: null` means that the key is absent. */
export type Expectation =
  { readonly key: string; readonly value: Buffer | string | null } | { readonly key: string; readonly exists: true };

/**
 * The mode of a batch when the store has no memory left (Redis: `maxmemory` with `noeviction`). A batch that only
 * deletes, patches or sets times to live is executed in any case. `replace`: if each key that it sets exists already,
 * so that next to nothing is added. `write`: also with new keys, up to a tenth above the limit. That is for data that a
 * signed-in user needs to continue, and that is of bounded size. `refuse`: never.
 */
export type WhenFull = 'refuse' | 'replace' | 'write';

export interface Batch {
  readonly expect?: readonly Expectation[];
  readonly writes: readonly Write[];
  /** `replace` when it isn't given. */
  readonly whenFull?: WhenFull;
}

/**
 * The shared memory of all replicas. Everything above it relies on three operations: reading keys together, consuming a
 * key, and a batch that is executed completely if its expectations hold and not at all if they do not.
 *
 * Keys of one call share a hash tag (`{tag}`), so that they are on one node of a cluster. Every method throws the
 * problem `session_store_unavailable` when the store does not respond in time: absent and unavailable are different
 * results.
 */
export abstract class KeyValueStore {
  /** The values of `keys` in their order, null where a key is absent. */
  abstract readMany(keys: readonly string[]): Promise<(Buffer | null)[]>;

  /** Reads and deletes in one step: of any number of callers exactly one gets the value. */
  abstract take(key: string): Promise<Buffer | null>;

  /** True if the expectations held and all writes were done; false if nothing was done. */
  abstract commit(batch: Batch): Promise<boolean>;

  /** Resolves when the store responds and accepts writes; a full one does both for signed-in users. */
  abstract ping(): Promise<void>;

  /** Resolves when the store has memory left for a new user. */
  abstract requireFreeMemory(): Promise<void>;

  async read(key: string): Promise<Buffer | null> {
    const [value = null] = await this.readMany([key]);
    return value;
  }
}
