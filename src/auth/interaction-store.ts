import { hash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { AuditLog, Clock, fingerprint, randomId } from '../common/index.js';
import { isPermission, type Permission } from '../config/index.js';
import { hashTag, keyName, KeyValueStore, RecordCipher } from '../redis/index.js';
import type { InteractionReason, LiveSession } from '../session/index.js';

const ttlMs = 600_000;
const repeatWindowMs = 60_000;

const schema = z.object({
  kind: z.enum(['consent_required', 'admin_consent_required', 'step_up_required']),
  permissions: z.array(z.string().refine(isPermission)),
  claims: z.string().optional(),
  returnTo: z.string().optional(),
  sessionId: z.string(),
  userTag: z.string(),
});

/** Why the user goes to Entra; the URL holds nothing of it, so that nothing can be widened. */
export interface Interaction {
  readonly kind: InteractionReason['kind'];
  readonly permissions: readonly Permission[];
  readonly claims?: string | undefined;
  readonly returnTo?: string | undefined;
}

export interface InteractionTicket {
  readonly interactionUrl: string;
  readonly expiresAt: string;
}

/** Single-use tickets, bound to a session by its public handle. */
@Injectable()
export class InteractionStore {
  constructor(
    private readonly store: KeyValueStore,
    private readonly cipher: RecordCipher,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async issue(session: LiveSession, interaction: Interaction): Promise<InteractionTicket> {
    const ticket = randomId();
    const key = keyOf(ticket);
    const record = { ...interaction, sessionId: session.id, userTag: session.reference.userTag };
    const value = this.cipher.seal(key, JSON.stringify(record));
    await this.store.commit({ writes: [{ kind: 'set', key, value, ttlMs }] });
    const { kind, permissions } = interaction;
    this.audit.record('interaction_requested', { kind, permissions, session: fingerprint(session.id) });
    return {
      interactionUrl: `/auth/interactions/${ticket}`,
      expiresAt: new Date(this.clock.now() + ttlMs).toISOString(),
    };
  }

  /** Takes the ticket out, then looks whose it is; undefined when it is used, expired or another session's. */
  async take(ticket: string, session: LiveSession | undefined): Promise<Interaction | undefined> {
    const key = keyOf(ticket);
    const sealed = await this.store.take(key);
    const plaintext = sealed === null ? undefined : this.cipher.open(key, sealed);
    const { data } = schema.safeParse(plaintext === undefined ? undefined : JSON.parse(plaintext.toString()));
    if (data === undefined || data.sessionId !== session?.id || data.userTag !== session.reference.userTag) {
      return undefined;
    }
    return data;
  }

  /** True when the same challenge was given to this session within the last minute: asking again did not help. */
  async isRepeated({ id, reference }: LiveSession, { kind, permissions, claims = '' }: Interaction): Promise<boolean> {
    const challenge = hash('sha256', [id, kind, ...permissions, claims].join('|'), 'base64url');
    const key = keyName('interaction', hashTag(reference.userTag), 'seen', challenge);
    const isFirst = await this.store.commit({
      expect: [{ key, value: null }],
      writes: [{ kind: 'set', key, value: '1', ttlMs: repeatWindowMs }],
    });
    return !isFirst;
  }
}

function keyOf(ticket: string): string {
  return keyName('interaction', fingerprint(ticket));
}
