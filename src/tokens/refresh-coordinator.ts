import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Clock, Logger, Metrics, Problem } from '../common/index.js';
import { EventBus, hashTag, keyName, Leases, RecordCipher, RecordCodec, recordIn, type Lease } from '../redis/index.js';
import { isAbout, outcomeTtlMs, sharedOutcomeOf, sharedOutcomeSchema, type SharedOutcome } from './refresh-outcome.js';
import type { Acquisition } from './token-acquirer.js';
import type { PartitionOwner } from './token-partition.js';

const eventsChannel = 'bff:events:v1:tokens';
const pollMs = 200;
const deadlineMs = 20_000;
const defaultPauseSeconds = 5;

export interface CoordinatedWork {
  readonly owner: PartitionOwner;
  /** Distinguishes what cannot be shared: the scopes, and a challenge. */
  readonly purpose: string;
  /** Version of the partition with the insufficient tokens. */
  readonly version: string;
  /** Reads what another replica has stored meanwhile. */
  reuse(): Promise<Acquisition>;
  /** Asks the token endpoint. */
  fetch(): Promise<Acquisition>;
}

/**
 * One call of the token endpoint per user and scopes over all replicas. The holder of the lease calls; the others wait
 * for its result, or for the lease of a dead holder to expire.
 */
@Injectable()
export class RefreshCoordinator implements OnModuleInit {
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Sealed: a refusal can hold a claims challenge. */
  readonly #outcomes: RecordCodec<typeof sharedOutcomeSchema>;

  constructor(
    private readonly leases: Leases,
    private readonly bus: EventBus,
    cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.#outcomes = new RecordCodec(sharedOutcomeSchema, cipher);
  }

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(eventsChannel, (leaseKey) => {
      this.#waiting.get(leaseKey)?.forEach((wake) => {
        wake();
      });
    });
  }

  /** @throws Problem `identity_provider_unavailable`, also when another replica has just found Entra unavailable. */
  async run(work: CoordinatedWork): Promise<Acquisition> {
    const leaseKey = keyName('tokens', hashTag(work.owner.userTag), 'lease', hash('sha256', work.purpose, 'base64url'));
    const deadline = this.clock.now() + deadlineMs;
    let { version } = work;
    let stale: string | undefined;
    while (this.clock.now() < deadline) {
      const lease = await this.leases.acquire(leaseKey, stale);
      if (lease !== undefined) {
        return await this.#work(work, lease, leaseKey);
      }
      const result = await this.leases.result(leaseKey);
      if (result === undefined) {
        await this.#wait(leaseKey);
      } else {
        const outcome = recordIn(this.#outcomes.decodeText(leaseKey, result));
        if (outcome !== undefined && isAbout(outcome, version)) {
          return acquisitionOf(outcome);
        }
      }
      stale = result;
      const found = await work.reuse();
      if (found.kind !== 'not_cached') {
        return found;
      }
      ({ version } = found);
    }
    throw Problem.unavailable('identity_provider_unavailable', new Error('waited too long for another refresh'));
  }

  async #work(work: CoordinatedWork, lease: Lease, leaseKey: string): Promise<Acquisition> {
    let outcome: SharedOutcome | undefined;
    try {
      const found = await work.reuse();
      const acquisition = found.kind === 'not_cached' ? await work.fetch() : found;
      outcome = sharedOutcomeOf(acquisition);
      return acquisition;
    } catch (error) {
      if (error instanceof Problem && error.code === 'identity_provider_unavailable') {
        outcome = { kind: 'unavailable', retryAfterSeconds: error.retryAfterSeconds ?? defaultPauseSeconds };
      }
      throw error;
    } finally {
      const result = outcome && { value: this.#outcomes.encodeText(leaseKey, outcome), ttlMs: outcomeTtlMs(outcome) };
      await lease.release(result).catch((error: unknown) => {
        this.logger.warning({ err: error }, 'refresh lease not released; it ends by itself');
      });
      await this.bus.publish(eventsChannel, leaseKey);
    }
  }

  /** Until the holder reports that it is done, but not longer than a poll interval: messages may be lost. */
  async #wait(leaseKey: string): Promise<void> {
    this.metrics.count('bff_refresh_waits_total', { reason: 'lease' });
    const waiting = this.#waiting.get(leaseKey) ?? new Set();
    this.#waiting.set(leaseKey, waiting);
    const controller = new AbortController();
    const wake = (): void => {
      controller.abort();
    };
    waiting.add(wake);
    try {
      await pause(pollMs, undefined, { signal: controller.signal }).catch(() => undefined);
    } finally {
      waiting.delete(wake);
      if (waiting.size === 0) {
        this.#waiting.delete(leaseKey);
      }
    }
  }
}

function acquisitionOf(outcome: SharedOutcome): Acquisition {
  if (outcome.kind === 'refused') {
    return outcome.acquisition;
  }
  const cause = new Error('another replica has just not reached it');
  throw Problem.unavailable('identity_provider_unavailable', cause, outcome.retryAfterSeconds);
}
