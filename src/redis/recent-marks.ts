import { hash } from 'node:crypto';

import { changeValue } from './change-value.js';
import { keyName, type Area } from './key-names.js';
import type { KeyValueStore, Write } from './key-value-store.js';

const idBytes = 16;
const timeBytes = 6;
const entryBytes = idBytes + timeBytes;

export interface MarksSize {
  readonly buckets: number;
  readonly perBucket: number;
  readonly ttlMs: number;
}

/** 65,536 marks in 1.5 MB. */
const standard: MarksSize = { buckets: 2_048, perBucket: 32, ttlMs: 600_000 };

/**
 * Recent events that anonymous clients can cause: a region of fixed size in the store, whose full buckets drop their
 * own oldest mark. A mark is a hash and a time. Dropping one early must only ever cost convenience.
 */
export class RecentMarks {
  constructor(
    private readonly store: KeyValueStore,
    private readonly area: Area,
    private readonly size: MarksSize = standard,
  ) {}

  /** Of any number of callers exactly one gets true; the others, and later ones, get false. */
  async claim(name: string, now: number): Promise<boolean> {
    const id = idOf(name);
    let isFirst = false;
    await this.#change(id, (before) => {
      isFirst = find(before, id) === undefined;
      return isFirst ? this.#with(before, id, now) : undefined;
    });
    return isFirst;
  }

  /** Sets the time of the mark, whether or not it existed. */
  async put(name: string, now: number): Promise<void> {
    const id = idOf(name);
    await this.#change(id, (before) => this.#with(without(before, id), id, now));
  }

  /** The time of the mark. */
  async at(name: string): Promise<number | undefined> {
    const id = idOf(name);
    return find(await this.store.read(this.#keyOf(id)), id);
  }

  async #change(id: Buffer, compute: (before: Buffer | null) => Write | undefined): Promise<void> {
    await changeValue(this.store, this.#keyOf(id), compute, 'write');
  }

  #with(before: Buffer | null, id: Buffer, now: number): Write {
    const { perBucket, ttlMs } = this.size;
    const entry = Buffer.alloc(entryBytes);
    id.copy(entry);
    entry.writeUIntBE(now, idBytes, timeBytes);
    const kept = (before ?? Buffer.alloc(0)).subarray(-entryBytes * (perBucket - 1));
    return { kind: 'set', key: this.#keyOf(id), value: Buffer.concat([kept, entry]), ttlMs };
  }

  #keyOf(id: Buffer): string {
    return keyName(this.area, 'recent', String(id.readUInt32BE(0) % this.size.buckets));
  }
}

function idOf(name: string): Buffer {
  return hash('sha256', name, 'buffer').subarray(0, idBytes);
}

function find(entries: Buffer | null, id: Buffer): number | undefined {
  const at = positionOf(entries, id);
  return entries === null || at < 0 ? undefined : entries.readUIntBE(at + idBytes, timeBytes);
}

function without(entries: Buffer | null, id: Buffer): Buffer | null {
  const at = positionOf(entries, id);
  return entries === null || at < 0
    ? entries
    : Buffer.concat([entries.subarray(0, at), entries.subarray(at + entryBytes)]);
}

function positionOf(entries: Buffer | null, id: Buffer): number {
  for (let at = 0; entries !== null && at + entryBytes <= entries.length; at += entryBytes) {
    if (entries.compare(id, 0, idBytes, at, at + idBytes) === 0) {
      return at;
    }
  }
  return -1;
}
