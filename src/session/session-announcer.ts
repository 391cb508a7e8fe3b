import { Injectable } from '@nestjs/common';

import { AuditLog } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { EventBus } from '../redis/index.js';
import {
  sessionEventsChannel,
  type PermissionsChange,
  type SessionEndReason,
  type SessionEvent,
} from './session-events.js';
import type { ForeignClient } from './client-context.js';
import type { LivingEntry } from './session-index.js';
import type { SessionReference } from './session.js';
import { StoredSessions } from './stored-sessions.js';

/** Notifies all replicas, and the auditor, of events of sessions. */
@Injectable()
export class SessionAnnouncer {
  constructor(
    private readonly bus: EventBus,
    private readonly stored: StoredSessions,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /** `successor` replaces them: a session that is only renewed has not ended. */
  async ended(
    userTag: string,
    ended: readonly LivingEntry[],
    {
      reason,
      successor,
      fingerprints,
    }: Pick<SessionEvent, 'successor' | 'fingerprints'> & { reason: SessionEndReason },
  ): Promise<void> {
    for (const { entry, record } of ended) {
      const session = this.stored.open({ userTag, fingerprint: entry[0] }, record);
      if (session !== undefined && session.id !== successor?.id) {
        const { frontends } = this.config;
        this.audit.record('session_ended', { outcome: reason, session, ...frontends.auditFacts(session) });
      }
    }
    await this.#publish({ type: 'session.ended', userTag, fingerprints, reason, ...(successor && { successor }) });
  }

  async permissionsChanged(userTag: string, change: PermissionsChange): Promise<void> {
    await this.#publish({ type: 'permissions.changed', userTag, fingerprints: [], ...change });
  }

  /** In a browser of another family, or in another country, than it began in. */
  async continued({ userTag, fingerprint }: SessionReference, foreign: ForeignClient): Promise<void> {
    await this.#publish({ type: 'session.continued', userTag, fingerprints: [fingerprint], ...foreign });
  }

  async #publish(event: SessionEvent): Promise<void> {
    await this.bus.publish(sessionEventsChannel, JSON.stringify(event));
  }
}
