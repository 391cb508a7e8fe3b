import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, Logger, Metrics } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { deletion, KeyValueStore, parseJson, type Batch, type Write } from '../redis/index.js';
import { lastSeenIn } from './session-record.js';
import {
  deletionsOfSession,
  lastUseKey,
  sessionIndexKey,
  sessionKey,
  sharedKeys,
  tokensVersionKey,
} from './session-keys.js';
import { idleExpiryOf } from './session.js';

/** Each round of concurrent writers to one index has a winner, so this many may write at once. */
const attempts = 100;
const longestPauseMs = 20;

/** One session of a user: fingerprint, absolute end in milliseconds since the epoch, and the mark of its browser. */
type IndexEntry = readonly [fingerprint: string, expiresAt: number, browser?: string];

export interface LivingEntry {
  readonly entry: IndexEntry;
  readonly lastSeenAt: number;
  /** As it is stored. */
  readonly record: Buffer;
}

/** The input of a change; expired sessions are omitted. */
interface IndexState {
  readonly living: readonly LivingEntry[];
  readonly now: number;
  readonly tokensVersion: Buffer | null;
}

interface IndexChange {
  readonly entries: readonly IndexEntry[];
  readonly writes: readonly Write[];
  readonly expect?: Batch['expect'];
}

/**
 * The sessions of a user. Their tokens are deleted with the last one. Optimistic concurrency: a change is computed from
 * the read value, and written in one step with everything that belongs to it if the index is unchanged; otherwise it is
 * computed once more.
 */
@Injectable()
export class SessionIndex {
  constructor(
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** Fingerprints of the sessions that were created and not ended. */
  async fingerprints(userTag: string): Promise<string[]> {
    const entries = parseIndex(await this.store.read(sessionIndexKey(userTag)), this.clock.now());
    return entries.map(([fingerprint]) => fingerprint);
  }

  /** False, and nothing written, when `compute` declines. */
  async change(userTag: string, compute: (state: IndexState) => IndexChange | undefined): Promise<boolean> {
    const indexKey = sessionIndexKey(userTag);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const [before = null, tokensVersion = null] = await this.store.readMany([indexKey, tokensVersionKey(userTag)]);
      const now = this.clock.now();
      const living = await this.#living(userTag, parseIndex(before, now));
      const changed = compute({ living, now, tokensVersion });
      if (changed === undefined) {
        return false;
      }
      const batch: Batch = {
        expect: [{ key: indexKey, value: before }, ...(changed.expect ?? [])],
        writes: [...changed.writes, ...indexWrites(userTag, changed.entries, now)],
        // One session for another, or fewer than before.
        whenFull: changed.entries.length <= living.length ? 'write' : 'replace',
      };
      const isDone = await this.store.commit(batch).catch(async (error: unknown) => {
        if (await this.#hasBecome(indexKey, before, changed.entries)) {
          return true;
        }
        throw error;
      });
      if (isDone) {
        this.#countEnded(living, changed.entries);
        return true;
      }
      await pause(Math.random() * Math.min(longestPauseMs, attempt));
    }
    this.logger.failure({ attempts }, 'the session index changed under every attempt');
    throw new Error('session index contention');
  }

  /**
   * A commit whose response was late may be done: then the old cookie is invalid, and the browser must get the new one.
   * Commands of one connection are executed in their order.
   */
  async #hasBecome(indexKey: string, before: Buffer | null, entries: readonly IndexEntry[]): Promise<boolean> {
    const now = (await this.store.read(indexKey))?.toString() ?? null;
    return now === indexValueOf(entries) && now !== (before?.toString() ?? null);
  }

  /** Sessions that ended by idleness expire in the store a while later; their entries do not count. */
  async #living(userTag: string, entries: readonly IndexEntry[]): Promise<LivingEntry[]> {
    if (entries.length === 0) {
      return [];
    }
    const references = entries.map(([fingerprint]) => ({ userTag, fingerprint }));
    const values = await this.store.readMany([...references.map(sessionKey), ...references.map(lastUseKey)]);
    const now = this.clock.now();
    return entries.flatMap((entry, position) => {
      const record = values[position] ?? null;
      if (record === null) {
        return [];
      }
      const lastSeenAt = lastSeenIn(record, values[entries.length + position] ?? null);
      const idleExpiresAt = idleExpiryOf({ expiresAt: entry[1] }, lastSeenAt, this.config.session);
      return idleExpiresAt <= now ? [] : { entry, lastSeenAt, record };
    });
  }

  #countEnded(before: readonly LivingEntry[], after: readonly IndexEntry[]): void {
    const living = new Set(after.map(([fingerprint]) => fingerprint));
    before
      .filter(({ entry: [fingerprint] }) => !living.has(fingerprint))
      .forEach(() => {
        this.metrics.count('bff_sessions_total', { event: 'ended' });
      });
  }
}

/** Of the records of sessions that leave the index. */
export function deletionsOf(userTag: string, entries: readonly LivingEntry[]): Write[] {
  return entries.flatMap((entry) => deletionsOfSession({ userTag, fingerprint: fingerprintOf(entry) }));
}

export function fingerprintOf({ entry: [value] }: LivingEntry): string {
  return value;
}

interface Newcomer {
  /** The session that the new one replaces, whatever its browser. */
  readonly replaced: LivingEntry | undefined;
  /** Mark of its browser: another session of the same browser is replaced as well. */
  readonly browser: string | undefined;
  /** The maximum number of the user's sessions, including the new one. */
  readonly most: number;
}

/** The sessions that stay, are replaced, or are evicted when one is added. The least recently used are evicted. */
export function indexChangeFor(
  living: readonly LivingEntry[],
  { replaced, browser, most }: Newcomer,
): Readonly<Record<'kept' | 'replaced' | 'displaced', readonly LivingEntry[]>> {
  const isReplaced = (each: LivingEntry): boolean =>
    each === replaced || (browser !== undefined && each.entry[2] === browser);
  const others = living.filter((each) => !isReplaced(each));
  const surplus = Math.max(0, others.length + 1 - most);
  const displaced = [...others].sort((one, other) => one.lastSeenAt - other.lastSeenAt).slice(0, surplus);
  return {
    kept: others.filter((each) => !displaced.includes(each)),
    replaced: living.filter(isReplaced),
    displaced,
  };
}

function indexWrites(userTag: string, entries: readonly IndexEntry[], now: number): Write[] {
  const value = indexValueOf(entries);
  if (value === null) {
    return sharedKeys(userTag).map(deletion);
  }
  const ttlMs = Math.max(...entries.map(([, expiresAt]) => expiresAt)) - now;
  return [{ kind: 'set', key: sessionIndexKey(userTag), value, ttlMs }];
}

function indexValueOf(entries: readonly IndexEntry[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries);
}

/** Entries past their absolute end are omitted. An unreadable index is empty. */
function parseIndex(value: Buffer | null, now: number): IndexEntry[] {
  const entries = value === null ? [] : (parseJson(z.array(z.unknown()), value) ?? []);
  return entries.filter(isEntry).filter(([, expiresAt]) => expiresAt > now);
}

/** A newer version may have added members. */
function isEntry(value: unknown): value is IndexEntry {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}
