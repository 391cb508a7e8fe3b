import { hash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { AuditLog, Clock, fingerprint, randomId } from '../common/index.js';
import { isPermission, type Permission } from '../config/index.js';
import { changeValue, hashTag, keyName, KeyValueStore, RecordCipher, RecordCodec, recordIn } from '../redis/index.js';
import type { InteractionReason, LiveSession } from '../session/index.js';

const ttlMs = 600_000;
const repeatWindowMs = 60_000;
/** Of one session; beyond, the oldest is evicted. */
const mostTickets = 20;

const ticketSchema = z.object({
  ticket: z.string(),
  expiresAt: z.number(),
  kind: z.enum(['consent_required', 'admin_consent_required', 'step_up_required']),
  permissions: z.array(z.string().refine(isPermission)),
  claims: z.string().optional(),
  prompt: z.literal('login').optional(),
  returnTo: z.string().optional(),
});
const ticketsSchema = z.array(ticketSchema);
type Ticket = z.output<typeof ticketSchema>;

/** Why the user goes to Entra. The URL contains nothing of it, so that a client cannot widen it. */
export interface Interaction {
  readonly kind: InteractionReason['kind'];
  readonly permissions: readonly Permission[];
  readonly claims?: string | undefined;
  readonly prompt?: 'login' | undefined;
  readonly returnTo?: string | undefined;
}

export interface InteractionTicket {
  readonly interactionUrl: string;
  readonly expiresAt: string;
}

/** Single-use tickets, stored under the session that they are bound to; another session cannot find them. */
@Injectable()
export class InteractionStore {
  readonly #tickets: RecordCodec<typeof ticketsSchema>;

  constructor(
    private readonly store: KeyValueStore,
    cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {
    this.#tickets = new RecordCodec(ticketsSchema, cipher);
  }

  async issue(session: LiveSession, interaction: Interaction): Promise<InteractionTicket> {
    const ticket = randomId();
    const expiresAt = this.clock.now() + ttlMs;
    const added: Ticket = {
      ...interaction,
      permissions: [...interaction.permissions],
      ticket: fingerprint(ticket),
      expiresAt,
    };
    await this.#change(session, (tickets) => [...tickets, added].slice(-mostTickets));
    const { kind, permissions } = interaction;
    this.audit.record('interaction_requested', { outcome: kind, session, kind, permissions });
    return { interactionUrl: `/auth/interactions/${ticket}`, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Consumes the ticket; undefined when it is used, expired or another session's. */
  async take(ticket: string, session: LiveSession | undefined): Promise<Interaction | undefined> {
    if (session === undefined) {
      return undefined;
    }
    const wanted = fingerprint(ticket);
    let taken: Ticket | undefined;
    await this.#change(session, (tickets) => {
      taken = tickets.find((each) => each.ticket === wanted);
      return taken === undefined ? undefined : tickets.filter((each) => each !== taken);
    });
    return taken;
  }

  /** Undefined leaves them as they are. */
  async #change(session: LiveSession, change: (tickets: readonly Ticket[]) => Ticket[] | undefined): Promise<void> {
    const key = keyName('interaction', hashTag(session.reference.userTag), 'tickets', session.id);
    await changeValue(
      this.store,
      key,
      (before) => {
        const tickets = change(this.#read(key, before));
        return tickets && { kind: 'set', key, value: this.#tickets.encode(key, tickets), ttlMs };
      },
      'write',
    );
  }

  #read(key: string, sealed: Buffer | null): readonly Ticket[] {
    const tickets = recordIn(this.#tickets.decode(key, sealed)) ?? [];
    return tickets.filter(({ expiresAt }) => expiresAt > this.clock.now());
  }

  /** True when this session got the same challenge within the last minute: asking again did not help. */
  async isRepeated({ id, reference }: LiveSession, { kind, permissions, claims = '' }: Interaction): Promise<boolean> {
    const challenge = hash('sha256', [id, kind, ...permissions, claims].join('|'), 'base64url');
    const key = keyName('interaction', hashTag(reference.userTag), 'seen', challenge);
    const isFirst = await this.store.commit({
      expect: [{ key, value: null }],
      writes: [{ kind: 'set', key, value: '1', ttlMs: repeatWindowMs }],
      whenFull: 'write',
    });
    return !isFirst;
  }
}
