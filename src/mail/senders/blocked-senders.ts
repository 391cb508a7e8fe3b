import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, Problem } from '../../common/index.js';
import { GraphClient, graphPath, GraphProblem, withQuery } from '../../graph/index.js';
import { hashTag, keyName, Leases, type Lease } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { addressesOf, ruleName, senderRulesIn, type SenderRule } from './sender-rules.js';

export const senderAddressSchema = z
  .string()
  .max(320)
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, 'must be an address of mail')
  .transform((address) => address.toLowerCase());

export const blockedSendersSchema = z
  .object({ items: z.array(z.object({ address: z.string() })) })
  .meta({ id: 'BlockedSenders' });

export type BlockedSenderList = z.output<typeof blockedSendersSchema>;

const permissions = ['mailbox.settings'] as const;
const rules = graphPath`/me/mailFolders/inbox/messageRules`;
/** All rules of a mailbox have 256 KB together. */
const mostSenders = 500;
/** How often a change is repeated that another program, which does not take part in our leases, has overwritten. */
const attempts = 3;
const turnPollMs = 100;
const turnDeadlineMs = 15_000;
const retryAfterSeconds = 2;

const rulesSchema = z.object({ value: z.array(z.unknown()) });

/**
 * Senders whose mail goes to Junk Email: one rule of the inbox with all of them. Exchange's own list of blocked senders
 * isn't part of Graph. Rules have no ETag. So one replica at a time makes changes for each user, and verifies them
 * afterwards.
 */
@Injectable()
export class BlockedSenders {
  constructor(
    private readonly graph: GraphClient,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  async list(session: LiveSession): Promise<BlockedSenderList> {
    return { items: addressesOf(await this.#rules(session)).map((address) => ({ address })) };
  }

  /** @throws Problem `invalid_request` when the rule is full, `throttled` when other programs change it continuously */
  async block(session: LiveSession, address: string): Promise<void> {
    await this.#change(session, async (found) => {
      const before = addressesOf(found);
      if (before.includes(address)) {
        return false;
      }
      if (before.length >= mostSenders) {
        const errors = [{ path: 'address', message: `${mostSenders} senders are blocked already` }];
        throw new Problem('invalid_request', { members: { errors } });
      }
      const [first] = found;
      await (first === undefined
        ? this.#create(session, address)
        : this.#write(session, first.id, [...first.addresses, address]));
      return true;
    });
  }

  /** @throws Problem `throttled` when other programs change the rule continuously */
  async unblock(session: LiveSession, address: string): Promise<void> {
    await this.#change(session, async (found) => {
      const holding = found.filter(({ addresses }) => addresses.includes(address));
      for (const { id, addresses } of holding) {
        const left = addresses.filter((one) => one !== address);
        // A rule without a condition would apply to all mail.
        await (left.length === 0 ? this.#delete(session, id) : this.#write(session, id, left));
      }
      return holding.length > 0;
    });
  }

  /** Until `step` finds nothing more to change in the stored rules. */
  async #change(session: LiveSession, step: (found: readonly SenderRule[]) => Promise<boolean>): Promise<void> {
    const turn = await this.#turn(session);
    try {
      for (let attempt = 0; attempt <= attempts; attempt += 1) {
        if (!(await step(await this.#rules(session)))) {
          return;
        }
      }
    } finally {
      // A lease that can't be released expires by itself.
      await turn.release().catch(() => undefined);
    }
    throw new Problem('throttled', { retryAfterSeconds });
  }

  async #turn(session: LiveSession): Promise<Lease> {
    const key = keyName('mail', hashTag(session.reference.userTag), 'blocked-senders');
    const deadline = this.clock.now() + turnDeadlineMs;
    const lease = await this.leases.waitFor(key, turnPollMs, () => this.clock.now() >= deadline);
    if (lease === undefined) {
      throw new Problem('throttled', { retryAfterSeconds });
    }
    return lease;
  }

  async #rules(session: LiveSession): Promise<readonly SenderRule[]> {
    const answer = await this.graph.json(session, { operation: 'list rules', permissions, method: 'GET', path: rules });
    const { data, error } = rulesSchema.safeParse(answer);
    if (data === undefined) {
      throw new GraphProblem('graph_error', { cause: error });
    }
    return senderRulesIn(data.value);
  }

  async #write(session: LiveSession, id: string, addresses: readonly string[]): Promise<void> {
    const path = `${rules}${graphPath`/${id}`}`;
    const body = { conditions: conditionsOf(addresses) };
    await this.graph.json(session, { operation: 'change rule', permissions, method: 'PATCH', path, body });
  }

  async #delete(session: LiveSession, id: string): Promise<void> {
    const path = `${rules}${graphPath`/${id}`}`;
    await this.graph.json(session, { operation: 'delete rule', permissions, method: 'DELETE', path });
  }

  async #create(session: LiveSession, address: string): Promise<void> {
    await this.graph.json(session, {
      operation: 'create rule',
      permissions,
      method: 'POST',
      path: rules,
      body: {
        displayName: ruleName,
        sequence: 1,
        isEnabled: true,
        conditions: conditionsOf([address]),
        actions: { moveToFolder: await this.#junkFolder(session), stopProcessingRules: true },
      },
    });
  }

  async #junkFolder(session: LiveSession): Promise<string> {
    const answer = await this.graph.json(session, {
      operation: 'find junk folder',
      permissions: ['mail.read', 'mailbox.settings'],
      method: 'GET',
      path: withQuery('/me/mailFolders/junkemail', { $select: 'id' }),
    });
    const { data, error } = z.object({ id: z.string() }).safeParse(answer);
    if (data === undefined) {
      throw new GraphProblem('graph_error', { cause: error });
    }
    return data.id;
  }
}

function conditionsOf(addresses: readonly string[]): object {
  return { fromAddresses: addresses.map((address) => ({ emailAddress: { name: address, address } })) };
}
