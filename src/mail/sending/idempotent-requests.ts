import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, fingerprint, Logger, Problem, problemCodes, type ProblemCode } from '../../common/index.js';
import { hashTag, keyName, KeyValueStore, RecordCipher, RecordCodec } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { GraphProblem } from '../../graph/index.js';

/** The request that is to be done once: the same key with another request is a mistake of the client. */
export interface OnceRequest {
  /** `Idempotency-Key`; undefined: the client does not request it. */
  readonly key: string | undefined;
  readonly operation: string;
  /** Validated, so that its members are in the order of the schema. */
  readonly content: unknown;
}

const dayMs = 86_400_000;
/** Longer than a call can take: a replica that has not stored an outcome by then never will. */
const longestWorkMs = 120_000;
const completionAttempts = 3;

const recordSchema = z.object({
  request: z.string(),
  startedAt: z.number(),
  /** `done`, the code of the failure to return again, or null while the work continues. */
  outcome: z
    .union([z.literal('done'), z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]])])
    .nullable(),
});
type OnceRecord = z.output<typeof recordSchema>;

/**
 * Executes a request at most once per user and key within 24 hours, on all replicas. A request that has certainly not
 * been executed frees the key. One that may have been executed gets the same response and is never retried.
 */
@Injectable()
export class IdempotentRequests {
  readonly #records: RecordCodec<typeof recordSchema>;

  constructor(
    private readonly store: KeyValueStore,
    cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#records = new RecordCodec(recordSchema, cipher);
  }

  /** @throws Problem `idempotency_in_progress`, `idempotency_key_reused`, or the problem of the first attempt. */
  async run(session: LiveSession, { key, operation, content }: OnceRequest, work: () => Promise<void>): Promise<void> {
    if (key === undefined) {
      await work();
      return;
    }
    const name = keyName('idempotency', hashTag(session.reference.userTag), fingerprint(key));
    const request = fingerprint(JSON.stringify([operation, content]));
    const started: OnceRecord = { request, startedAt: this.clock.now(), outcome: null };
    const sealed = this.#records.encode(name, started);
    if (!(await this.#replace(name, null, sealed))) {
      await this.#repeat(name, request);
      return;
    }
    await this.#perform(name, started, sealed, work);
  }

  async #perform(name: string, started: OnceRecord, sealed: Buffer, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof GraphProblem && error.isOutcomeUnknown) {
        await this.#complete(name, sealed, { ...started, outcome: error.code });
      } else {
        await this.#release(name, sealed);
      }
      throw error;
    }
    await this.#complete(name, sealed, { ...started, outcome: 'done' });
  }

  async #repeat(name: string, request: string): Promise<void> {
    const stored = this.#records.decode(name, await this.store.read(name));
    // Released a moment ago, or unreadable: it may have been sent, so it isn't sent again.
    if (stored.kind !== 'record') {
      throw new Problem('idempotency_in_progress');
    }
    const { record } = stored;
    if (record.request !== request) {
      throw new Problem('idempotency_key_reused');
    }
    if (record.outcome === null) {
      const isAbandoned = this.clock.now() - record.startedAt > longestWorkMs;
      throw new Problem(isAbandoned ? 'graph_timeout' : 'idempotency_in_progress');
    }
    if (record.outcome !== 'done') {
      throw record.outcome === 'graph_unavailable' ? Problem.unavailable(record.outcome) : new Problem(record.outcome);
    }
  }

  /** The work is done or may be done: a failure to store that must not turn the response into a failure. */
  async #complete(name: string, sealed: Buffer, record: OnceRecord): Promise<void> {
    for (let attempt = 1; attempt <= completionAttempts; attempt++) {
      try {
        await this.#replace(name, sealed, this.#records.encode(name, record));
        return;
      } catch (error) {
        this.logger.warning({ err: error, attempt }, 'outcome of an idempotent request not noted');
      }
    }
  }

  async #release(name: string, sealed: Buffer): Promise<void> {
    try {
      await this.store.commit({ expect: [{ key: name, value: sealed }], writes: [{ kind: 'delete', key: name }] });
    } catch (error) {
      this.logger.warning({ err: error }, 'idempotency key not released');
    }
  }

  #replace(key: string, expected: Buffer | null, value: Buffer): Promise<boolean> {
    return this.store.commit({
      expect: [{ key, value: expected }],
      writes: [{ kind: 'set', key, value, ttlMs: dayMs }],
      // Exchange's sending limits of a user bound them.
      whenFull: 'write',
    });
  }
}
