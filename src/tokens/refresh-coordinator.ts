import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Clock, Logger, Problem } from '../common/index.js';
import { EventBus, hashTag, keyName, Leases } from '../redis/index.js';
import type { Refusal } from './msal-error.js';
import type { Acquisition } from './token-acquirer.js';
import type { PartitionOwner } from './token-partition-store.js';

const eventsChannel = 'bff:events:v1:tokens';
const pollMs = 200;
const deadlineMs = 20_000;
/** For this long a refusal answers everybody who asks for the same, so that a burst asks Entra once. */
const refusalTtlMs = 2_000;

export interface CoordinatedWork {
  readonly owner: PartitionOwner;
  /** Tells apart what can not be shared: the scopes, and a challenge. */
  readonly purpose: string;
  /** Version of the partition that was found wanting; a refusal holds for this version only. */
  readonly version: string;
  /** Looks for what another replica has meanwhile stored. */
  reuse(): Promise<Acquisition>;
  /** Asks the token endpoint. */
  fetch(): Promise<Acquisition>;
}

/**
 * One call of the token endpoint per user and scopes over all replicas. Who gets the lease asks; the others wait for what
 * he stores, or for the lease of a dead holder to end.
 */
@Injectable()
export class RefreshCoordinator implements OnModuleInit {
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(
    private readonly leases: Leases,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(eventsChannel, (leaseKey) => {
      this.#waiting.get(leaseKey)?.forEach((wake) => {
        wake();
      });
    });
  }

  async run(work: CoordinatedWork): Promise<Acquisition> {
    const leaseKey = keyName('tokens', hashTag(work.owner.userTag), 'lease', hash('sha256', work.purpose, 'base64url'));
    const deadline = this.clock.now() + deadlineMs;
    while (this.clock.now() < deadline) {
      const lease = await this.leases.acquire(leaseKey);
      if (lease !== undefined) {
        return await this.#work(work, lease, leaseKey);
      }
      const refusal = parseRefusal(await this.leases.result(leaseKey), work.version);
      if (refusal !== undefined) {
        return refusal;
      }
      await this.#wait(leaseKey);
      const found = await work.reuse();
      if (found.kind !== 'not_cached') {
        return found;
      }
    }
    throw Problem.unavailable('identity_provider_unavailable', new Error('waited too long for another refresh'));
  }

  async #work(
    work: CoordinatedWork,
    lease: Awaited<ReturnType<Leases['acquire']>>,
    leaseKey: string,
  ): Promise<Acquisition> {
    let refusal: string | undefined;
    try {
      const found = await work.reuse();
      const acquisition = found.kind === 'not_cached' ? await work.fetch() : found;
      refusal = formatRefusal(acquisition, work.version);
      return acquisition;
    } finally {
      await lease
        ?.release(refusal === undefined ? undefined : { value: refusal, ttlMs: refusalTtlMs })
        .catch((error: unknown) => {
          this.logger.warning({ err: error }, 'refresh lease not released; it ends by itself');
        });
      await this.bus.publish(eventsChannel, leaseKey);
    }
  }

  /** Until the holder says that he is done, but not longer than a poll interval: messages may be lost. */
  async #wait(leaseKey: string): Promise<void> {
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

function formatRefusal(acquisition: Acquisition, version: string): string | undefined {
  const isRefusal = acquisition.kind !== 'token' && acquisition.kind !== 'not_cached' && acquisition.kind !== 'gone';
  return isRefusal ? JSON.stringify({ version, refusal: acquisition }) : undefined;
}

function parseRefusal(value: string | undefined, version: string): Refusal | undefined {
  if (value === undefined) {
    return undefined;
  }
  const { version: refusedVersion, refusal } = JSON.parse(value) as { version: string; refusal: Refusal };
  return refusedVersion === version ? refusal : undefined;
}
