import { Injectable } from '@nestjs/common';

import { Clock } from '../common/index.js';
import { KeyValueStore, type Batch, type Expectation, type Write } from './key-value-store.js';

interface Entry {
  value: Buffer;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const sweepEveryWrites = 1000;

/** The store of a single process, for development: its content ends with the process. */
@Injectable()
export class EmbeddedKeyValueStore extends KeyValueStore {
  readonly #entries = new Map<string, Entry>();
  #writes = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  override readMany(keys: readonly string[]): Promise<(Buffer | null)[]> {
    return Promise.resolve(keys.map((key) => this.#live(key)?.value ?? null));
  }

  override take(key: string): Promise<Buffer | null> {
    const value = this.#live(key)?.value ?? null;
    this.#entries.delete(key);
    return Promise.resolve(value);
  }

  override commit({ expect = [], writes }: Batch): Promise<boolean> {
    if (!expect.every((expectation) => this.#holds(expectation))) {
      return Promise.resolve(false);
    }
    writes.forEach((write) => {
      this.#apply(write);
    });
    this.#sweep(writes.length);
    return Promise.resolve(true);
  }

  override ping(): Promise<void> {
    return Promise.resolve();
  }

  override requireFreeMemory(): Promise<void> {
    return Promise.resolve();
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.expiresAt <= this.clock.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  #holds(expectation: Expectation): boolean {
    const entry = this.#live(expectation.key);
    if ('exists' in expectation) {
      return entry !== undefined;
    }
    return expectation.value === null ? entry === undefined : entry?.value.equals(bytes(expectation.value)) === true;
  }

  #apply(write: Write): void {
    const entry = this.#live(write.key);
    const expiresAt = 'ttlMs' in write ? this.clock.now() + write.ttlMs : 0;
    switch (write.kind) {
      case 'set':
        this.#entries.set(write.key, { value: bytes(write.value), expiresAt });
        return;
      case 'put':
        this.#entries.set(write.key, {
          value: bytes(write.value),
          expiresAt: Math.max(entry?.expiresAt ?? 0, expiresAt),
        });
        return;
      case 'delete':
        this.#entries.delete(write.key);
        return;
      case 'patch':
        if (entry !== undefined) {
          const prefix = bytes(write.prefix);
          entry.value = Buffer.concat([prefix, entry.value.subarray(prefix.length)]);
        }
        return;
      case 'expire':
        if (entry !== undefined) {
          entry.expiresAt = expiresAt;
        }
        return;
      case 'extend':
        if (entry !== undefined) {
          entry.expiresAt = Math.max(entry.expiresAt, expiresAt);
        }
    }
  }

  /** Expired keys that nobody reads would stay forever; they are removed once in a while. */
  #sweep(writes: number): void {
    this.#writes += writes;
    if (this.#writes < sweepEveryWrites) {
      return;
    }
    this.#writes = 0;
    [...this.#entries.keys()].forEach((key) => this.#live(key));
  }
}

function bytes(value: Buffer | string): Buffer {
  return Buffer.from(value);
}
