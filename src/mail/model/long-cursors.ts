import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, fingerprint } from '../../common/index.js';
import { changeValue, deletion, hashTag, keyName, KeyValueStore, RecordCodec, recordIn } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { GraphProblem } from '../../graph/index.js';

/** Three devices with the page before the last. */
const mostPerQuery = 6;
/** Of one user; the oldest is evicted first. */
const mostBytes = 512 * 1024;
/** A link that Graph itself would not accept. */
const longestBytes = 64 * 1024;

/** No complete cursor contains a dot. */
const handleShape = /^s\.(?<digest>[\w-]{43})$/;

const indexSchema = z.array(z.object({ handle: z.string(), query: z.string(), bytes: z.number() }));
type Index = z.output<typeof indexSchema>;
/** An unreadable record counts as absent: the cursors that it named expire by themselves. */
const indexes = new RecordCodec(indexSchema);

/** A cursor that is longer than a URL should be, sealed. */
export interface LongCursor {
  readonly sealed: Buffer;
  /** The name that it is sealed for: the user and the query. */
  readonly name: string;
  /** Its target. The same path is stored once. */
  readonly path: string;
}

/**
 * Cursors that are too long for a URL stay in the store; the browser gets a handle. Graph's delta and skip tokens have
 * no promised length, while proxies end a request line at 8 KB and Node a head at 16 KB. The number is bounded by query
 * and by user, and they end with their session.
 */
@Injectable()
export class LongCursors {
  constructor(
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The handle.
   * @throws GraphProblem `graph_error` for a cursor that is too long for every client
   */
  async save(session: LiveSession, { sealed, name, path }: LongCursor): Promise<string> {
    if (sealed.length > longestBytes) {
      throw new GraphProblem('graph_error', { cause: new RangeError('a page link is too long') });
    }
    const { userTag } = session.reference;
    const query = fingerprint(name);
    const handle = fingerprint(`${name}\n${path}`);
    const ttlMs = Math.max(1, session.expiresAt - this.clock.now());
    const indexKey = indexKeyOf(userTag);
    const compute = (raw: Buffer | null): Parameters<KeyValueStore['commit']>[0]['writes'] => {
      const before = (recordIn(indexes.decode(indexKey, raw)) ?? []).filter((entry) => entry.handle !== handle);
      const { kept, dropped } = bounded([...before, { handle, query, bytes: sealed.length }]);
      return [
        { kind: 'put', key: keyOf(userTag, handle), value: sealed, ttlMs },
        { kind: 'put', key: indexKey, value: indexes.encode(indexKey, kept), ttlMs },
        ...dropped.map((entry) => deletion(keyOf(userTag, entry.handle))),
      ];
    };
    await changeValue(this.store, indexKey, compute, 'write');
    return `s.${handle}`;
  }

  /** The cursor of a handle; null when it is no longer stored, undefined when the text isn't a handle. */
  async find({ reference }: LiveSession, cursor: string): Promise<Buffer | null | undefined> {
    const digest = handleShape.exec(cursor)?.groups?.['digest'];
    return digest === undefined ? undefined : this.store.read(keyOf(reference.userTag, digest));
  }
}

/** The newest, at the end, always stays. */
function bounded(entries: Index): { readonly kept: Index; readonly dropped: Index } {
  const kept: Index = [];
  const dropped: Index = [];
  const countOf = new Map<string, number>();
  let bytes = 0;
  for (const entry of entries.toReversed()) {
    const count = (countOf.get(entry.query) ?? 0) + 1;
    countOf.set(entry.query, count);
    const fits = count <= mostPerQuery && bytes + entry.bytes <= mostBytes;
    bytes += fits ? entry.bytes : 0;
    (fits ? kept : dropped).unshift(entry);
  }
  return { kept, dropped };
}

function keyOf(userTag: string, handle: string): string {
  return keyName('mail', hashTag(userTag), 'cursor', handle);
}

function indexKeyOf(userTag: string): string {
  return keyName('mail', hashTag(userTag), 'cursors');
}
