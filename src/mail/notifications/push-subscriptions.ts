import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { Clock, fingerprint, Logger, Problem } from '../../common/index.js';
import { AppConfig } from '../../config/index.js';
import { Leases } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, GraphClient } from '../../graph/index.js';
import { PushRecords, pushLeaseKey, type StoredPushRecord, type PushRecord } from './push-records.js';

/**
 * Graph permits 10,070 minutes for mail. A subscription that is not renewed expires soon, because nobody can remove it
 * once the user's tokens are gone.
 */
const lifetimeMs = 3_600_000;
const renewBeforeMs = 1_200_000;
/** A subscription that has failed, or was lost, is not retried at every poll. */
const restAfterFailureMs = 300_000;
/** A subscription that Graph has removed is created again; after this many removals the mailbox is polled instead. */
const maxTries = 3;

const subscriptionSchema = z.object({ id: z.string().min(1), expirationDateTime: z.string() });
const call = { permissions: ['mail.read'], isOutsideMailbox: true } as const;

/** One subscription to the mailbox of each user with an open stream, over all replicas. */
@Injectable()
export class PushSubscriptions {
  readonly #restsUntil = new LRUCache<string, number>({ max: 10_000 });

  constructor(
    private readonly graph: GraphClient,
    private readonly records: PushRecords,
    private readonly leases: Leases,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get isConfigured(): boolean {
    return this.config.graphNotificationUrl !== undefined;
  }

  /**
   * Creates or renews the subscription if it is time; true when Graph notifies of changes, false when the mailbox must
   * be polled.
   */
  async ensure(session: LiveSession): Promise<boolean> {
    const url = this.config.graphNotificationUrl;
    if (url === undefined) {
      return false;
    }
    const { userTag } = session.reference;
    await this.records.markUsed(userTag);
    const stored = await this.records.read(userTag);
    if (this.#isGood(stored) || this.#isResting(userTag)) {
      return this.#isLive(stored);
    }
    for (let tries = 0; tries < maxTries; tries += 1) {
      const work = (): Promise<void> => this.#renewOrMake(session, url);
      if ((await this.#alone(userTag, work)) === 'held elsewhere') {
        return this.#isLive(stored);
      }
      // Graph may have removed it meanwhile, and the notified replica could not acquire the lease.
      if (this.#isGood(await this.records.read(userTag))) {
        return true;
      }
      if (this.#isResting(userTag)) {
        return false;
      }
    }
    // Graph removes it repeatedly, or gives it an end that is always near.
    this.#rest(userTag);
    return this.#isLive(await this.records.read(userTag));
  }

  /** Removes the subscription at Graph, unless a stream is open at another replica. */
  async remove(session: LiveSession): Promise<void> {
    const { userTag } = session.reference;
    if (!this.isConfigured || (await this.records.isUsed(userTag))) {
      return;
    }
    await this.#alone(userTag, async () => {
      const stored = await this.records.read(userTag);
      if (stored !== undefined && this.#isLive(stored)) {
        const path = graphPath`/subscriptions/${stored.record.id}`;
        await this.graph.json(session, { ...call, operation: 'remove subscription', method: 'DELETE', path });
        await this.records.forget(userTag, stored.raw);
      }
    });
  }

  /** Failed work is not retried for a while. */
  async #alone(userTag: string, work: () => Promise<void>): Promise<'tried' | 'held elsewhere'> {
    const lease = await this.leases.acquire(pushLeaseKey(userTag));
    if (lease === undefined) {
      return 'held elsewhere';
    }
    try {
      await work();
    } catch (error) {
      this.#rest(userTag);
      this.logger.warning({ err: error }, 'subscription to a mailbox failed; it is polled instead');
    } finally {
      await lease.release().catch(() => undefined);
    }
    return 'tried';
  }

  #isResting(userTag: string): boolean {
    return (this.#restsUntil.get(userTag) ?? 0) > this.clock.now();
  }

  #rest(userTag: string): void {
    this.#restsUntil.set(userTag, this.clock.now() + restAfterFailureMs);
  }

  /** The result is in the record, which Graph's own notification may change at any time. */
  async #renewOrMake(session: LiveSession, url: string): Promise<void> {
    // The previous holder of the lease may have done it.
    const stored = await this.records.read(session.reference.userTag);
    const isKnown =
      this.#isGood(stored) || (stored !== undefined && this.#isLive(stored) && (await this.#renew(session, stored)));
    if (!isKnown) {
      await this.#make(session, url, stored?.raw ?? null);
    }
  }

  /** A new end is a new authorization too. False when Graph no longer knows the subscription. */
  async #renew(session: LiveSession, { raw, record }: StoredPushRecord): Promise<boolean> {
    try {
      const answer = await this.graph.json(session, {
        ...call,
        operation: 'renew subscription',
        method: 'PATCH',
        path: graphPath`/subscriptions/${record.id}`,
        body: { expirationDateTime: this.#end() },
      });
      await this.records.write(session.reference.userTag, raw, { ...record, ...endOf(answer), isDue: false });
      return true;
    } catch (error) {
      if (error instanceof Problem && /^(?:not_found|mailbox_unavailable|graph_error)$/.test(error.code)) {
        return false;
      }
      throw error;
    }
  }

  /** The record is stored before Graph reports the first change. */
  async #make(session: LiveSession, url: string, before: Buffer | null): Promise<void> {
    const { userTag } = session.reference;
    const { clientState, secret } = this.records.newClientState(userTag);
    const pending: PushRecord = {
      id: '',
      secret: fingerprint(secret),
      expiresAt: this.clock.now() + lifetimeMs,
      isDue: false,
    };
    const raw = await this.records.write(userTag, before, pending);
    if (raw === undefined) {
      return;
    }
    const answer = await this.graph.json(session, {
      ...call,
      operation: 'make subscription',
      method: 'POST',
      path: '/subscriptions',
      body: {
        changeType: 'created,updated,deleted',
        notificationUrl: url,
        lifecycleNotificationUrl: url,
        resource: 'me/messages',
        expirationDateTime: this.#end(),
        clientState,
      },
    });
    await this.records.write(userTag, raw, { ...pending, ...endOf(answer) });
  }

  #end(): string {
    return new Date(this.clock.now() + lifetimeMs).toISOString();
  }

  #isLive(stored: StoredPushRecord | undefined): boolean {
    return stored !== undefined && stored.record.id !== '' && stored.record.expiresAt > this.clock.now();
  }

  #isGood(stored: StoredPushRecord | undefined): boolean {
    const isFresh = stored !== undefined && stored.record.expiresAt - this.clock.now() > renewBeforeMs;
    return isFresh && this.#isLive(stored) && !stored.record.isDue;
  }
}

function endOf(answer: unknown): Pick<PushRecord, 'id' | 'expiresAt'> {
  const { id, expirationDateTime } = subscriptionSchema.parse(answer);
  return { id, expiresAt: Date.parse(expirationDateTime) };
}
