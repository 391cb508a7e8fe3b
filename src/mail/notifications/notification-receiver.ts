import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { hasFingerprint, Logger, Problem } from '../../common/index.js';
import { EventBus } from '../../redis/index.js';
import { mailChangedChannel } from './mailbox-poller.js';
import { pushNeedChannel, PushRecords, type StoredPushRecord } from './push-records.js';

/** A change, or a lifecycle event of the subscription itself. */
const notificationSchema = z.object({
  clientState: z.string().max(128),
  lifecycleEvent: z.string().max(64).nullish().catch(undefined),
});
type Notification = z.output<typeof notificationSchema>;

/**
 * Graph's notifications. One post may contain invalid ones, or ones of other subscriptions: they are omitted, and the
 * rest counts.
 */
export const notificationsSchema = z.object({
  value: z
    .array(z.unknown())
    .max(1_000)
    .transform((entries) =>
      entries.map((entry) => notificationSchema.safeParse(entry).data).filter((entry) => entry !== undefined),
    ),
});

const change = 'change';
/** A record changes when it is renewed: not three times during one notification. */
const maxTries = 3;

/** Receives Graph's change notifications and publishes them to the replicas with open streams. */
@Injectable()
export class NotificationReceiver {
  constructor(
    private readonly records: PushRecords,
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {}

  /** Rejects when the store is unavailable: Graph retries later. */
  async accept(notifications: readonly Notification[]): Promise<void> {
    const events = new Map<string, Set<string>>();
    for (const { clientState, lifecycleEvent } of notifications) {
      events.set(clientState, (events.get(clientState) ?? new Set()).add(lifecycleEvent ?? change));
    }
    const accepted = await Promise.all([...events].map(([clientState, kinds]) => this.#accept(clientState, kinds)));
    const foreign = accepted.filter((isOurs) => !isOurs).length;
    if (foreign > 0) {
      this.logger.warning({ foreign }, 'notifications with a client state that is not ours');
    }
  }

  /** False for a client state that is not ours. */
  async #accept(clientState: string, kinds: ReadonlySet<string>): Promise<boolean> {
    const { userTag = '', secret = '' } = this.records.readClientState(clientState) ?? {};
    for (let tries = 0; tries < maxTries; tries += 1) {
      const stored = userTag === '' ? undefined : await this.records.read(userTag);
      if (stored === undefined || !hasFingerprint(secret, stored.record.secret)) {
        return false;
      }
      // A concurrent renewal changes the record.
      if (await this.#isNoted(userTag, stored, kinds)) {
        if (stored.hasTokens) {
          await this.#publish(userTag, kinds);
        }
        return true;
      }
    }
    // Graph sends it again.
    throw new Problem('overloaded', { retryAfterSeconds: 1 });
  }

  /** False when the record has changed since it was read. */
  async #isNoted(
    userTag: string,
    { raw, record, hasTokens }: StoredPushRecord,
    kinds: ReadonlySet<string>,
  ): Promise<boolean> {
    if (kinds.has('subscriptionRemoved') || !hasTokens) {
      return this.records.forget(userTag, raw);
    }
    return (
      !kinds.has('reauthorizationRequired') ||
      (await this.records.write(userTag, raw, { ...record, isDue: true })) !== undefined
    );
  }

  async #publish(userTag: string, kinds: ReadonlySet<string>): Promise<void> {
    const isGone = kinds.has('subscriptionRemoved');
    if (isGone || kinds.has('reauthorizationRequired')) {
      await this.bus.publish(pushNeedChannel, userTag);
    }
    // After a gap it is unknown what was missed.
    if (isGone || kinds.has('missed') || kinds.has(change)) {
      await this.bus.publish(mailChangedChannel, userTag);
    }
  }
}
