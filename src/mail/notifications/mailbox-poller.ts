import { hash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, randomId } from '../../common/index.js';
import { EventBus, hashTag, keyName, KeyValueStore, RecordCodec, recordIn } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { getWholeBatch, GraphClient } from '../../graph/index.js';

/** Channel on which all replicas learn whose mailbox has changed; the message is the user's tag. */
export const mailChangedChannel = keyName('events', 'mail');

/** How long the lease holds; longer than the longest pause between two polls. */
const leaseMs = 40_000;
const rememberedMs = 600_000;

/** Shows new, moved, deleted and changed messages in all folders, in two small responses. */
const signs = {
  folders: '/me/mailFolders?$top=100&$select=id,unreadItemCount,totalItemCount',
  newest: '/me/messages?$top=1&$orderby=lastModifiedDateTime%20desc&$select=id,lastModifiedDateTime',
};

/** The difference of Exchange's clock and ours, and the delay of its lists. */
const marginMs = 10_000;
/** The difference of the clocks of replicas, and the delay between two lists of Exchange. */
const skewMs = 5_000;

const recordSchema = z.object({
  holder: z.string(),
  until: z.number(),
  seen: z.string().nullable(),
  /** When a poll last found another state than the previous one; null or absent: not yet. */
  changedAt: z.number().nullish(),
  /** When a poll first saw the state of the last poll. */
  seenAt: z.number().nullish(),
  /** The time of the last changed message, by Exchange's clock. */
  newestAt: z.number().nullish(),
});
type PollRecord = z.output<typeof recordSchema>;
/** An unreadable record counts as if the mailbox had never been polled. */
const records = new RecordCodec(recordSchema);

/**
 * Polls whether a mailbox has changed, once for all replicas and all tabs. One replica holds the lease and asks Graph;
 * the bus notifies the others. The last state is stored with the lease: nothing is missed when another replica takes
 * over.
 */
@Injectable()
export class MailboxPoller {
  readonly #holder = randomId();

  constructor(
    private readonly graph: GraphClient,
    private readonly store: KeyValueStore,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Polls once, if this replica has the lease; true when the mailbox has changed since the previous poll. */
  async poll(session: LiveSession): Promise<boolean> {
    const { userTag } = session.reference;
    const key = watchKey(userTag);
    const held = await this.#acquire(key);
    if (held === undefined) {
      return false;
    }
    const { seen, newestAt } = await this.#state(session);
    const now = this.clock.now();
    const isOther = held.record.seen !== null && held.record.seen !== seen;
    const isSame = held.record.seen === seen;
    const changedAt = isOther ? now : held.record.changedAt;
    const seenAt = isSame ? (held.record.seenAt ?? held.record.changedAt ?? now) : now;
    const record = { holder: this.#holder, until: now + leaseMs, seen, changedAt, seenAt, newestAt };
    const isChanged = (await this.#write(key, held.raw, record)) !== undefined && isOther;
    if (isChanged) {
      await this.bus.publish(mailChangedChannel, userTag);
    }
    return isChanged;
  }

  /**
   * Polls for a stream that is about to open. True when its reader must read again: the mailbox has changed since the
   * previous poll, which is reported only to open streams, or possibly since `since`, when the reader's list was read.
   * A message that was permanently deleted meanwhile is noticed only if the mailbox was polled before.
   */
  async pollFor(session: LiveSession, since: number | undefined): Promise<boolean> {
    if (await this.poll(session)) {
      return true;
    }
    if (since === undefined) {
      return false;
    }
    const key = watchKey(session.reference.userTag);
    return mayHaveChanged(recordIn(records.decode(key, await this.store.read(key))), since);
  }

  /** Lets another replica take over at once. */
  async release({ reference }: LiveSession): Promise<void> {
    const key = watchKey(reference.userTag);
    const raw = await this.store.read(key);
    const record = recordIn(records.decode(key, raw));
    if (raw !== null && record?.holder === this.#holder) {
      await this.#write(key, raw, { ...record, until: 0 });
    }
  }

  /** Undefined while another replica has the lease. */
  async #acquire(key: string): Promise<{ raw: Buffer; record: PollRecord } | undefined> {
    const raw = await this.store.read(key);
    const before = recordIn(records.decode(key, raw));
    const now = this.clock.now();
    if (before !== undefined && before.holder !== this.#holder && before.until > now) {
      return undefined;
    }
    const record = { ...before, holder: this.#holder, until: now + leaseMs, seen: before?.seen ?? null };
    const written = await this.#write(key, raw, record);
    return written && { raw: written, record };
  }

  async #write(key: string, expected: Buffer | null, record: PollRecord): Promise<Buffer | undefined> {
    const value = records.encode(key, record);
    const isWritten = await this.store.commit({
      expect: [{ key, value: expected }],
      writes: [{ kind: 'set', key, value, ttlMs: rememberedMs }],
      whenFull: 'write',
    });
    return isWritten ? value : undefined;
  }

  async #state(session: LiveSession): Promise<{ readonly seen: string; readonly newestAt: number | null }> {
    const call = { operation: 'poll mailbox', permissions: ['mail.read'] } as const;
    const answers = await getWholeBatch(this.graph, session, call, signs, () => this.clock.now());
    const bodies = Object.keys(signs).map((id) => (answers.get(id) as { value?: unknown } | undefined)?.value);
    return { seen: hash('sha256', JSON.stringify(bodies), 'base64url'), newestAt: timeOfNewest(bodies[1]) };
  }
}

/**
 * Whether a list that was read at `since` may lack a change. It doesn't if a poll had seen the present state before:
 * polls find later changes. Otherwise the times of the changes decide.
 */
function mayHaveChanged(record: PollRecord | undefined, since: number): boolean {
  const { seenAt, changedAt, newestAt } = record ?? {};
  const isKnown = typeof seenAt === 'number' && seenAt <= since - skewMs;
  return !isKnown && [changedAt, newestAt].some((at) => typeof at === 'number' && at > since - marginMs);
}

function timeOfNewest(messages: unknown): number | null {
  const [newest] = Array.isArray(messages) ? (messages as readonly unknown[]) : [];
  const { lastModifiedDateTime } = (newest ?? {}) as { readonly lastModifiedDateTime?: unknown };
  const at = typeof lastModifiedDateTime === 'string' ? Date.parse(lastModifiedDateTime) : NaN;
  return Number.isNaN(at) ? null : at;
}

function watchKey(userTag: string): string {
  return keyName('mail', hashTag(userTag), 'watch');
}
