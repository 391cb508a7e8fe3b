import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { AuditLog, Clock, Logger } from '../common/index.js';
import { KeyValueStore } from '../redis/index.js';
import { browserFamilyOf } from './browser-family.js';
import type { ClientContext, ForeignClient } from './client-context.js';
import { SessionAnnouncer } from './session-announcer.js';
import { foreignBrowserKey } from './session-keys.js';
import type { LiveSession } from './session.js';

const remembered = 10_000;

/**
 * Notices a session that continues in a browser of another family, or in another country, than it began in, which may
 * be a copied cookie. The user's tabs and the auditor are notified, once per family or country. Nothing is refused: a
 * user agent proves nothing, and people change it, and travel.
 */
@Injectable()
export class ForeignBrowsers {
  /** So that a reported session costs no command. */
  readonly #noticed = new LRUCache<string, true>({ max: remembered });

  constructor(
    private readonly store: KeyValueStore,
    private readonly announcer: SessionAnnouncer,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
  ) {}

  /** Costs a comparison of two texts for the session's first browser and country. Never fails. */
  note(session: LiveSession, { userAgent, country }: ClientContext): void {
    const isAbroad = country !== undefined && session.country !== undefined && country !== session.country;
    if (!isAbroad && userAgent.startsWith(session.userAgent) && session.userAgent !== '') {
      return;
    }
    const [began, browser] = [browserFamilyOf(session.userAgent), browserFamilyOf(userAgent)];
    const foreign: ForeignClient = isAbroad ? { browser, country } : { browser };
    const known = `${session.id} ${nameOf(foreign)}`;
    if ((isAbroad || began !== browser) && !this.#noticed.has(known)) {
      this.#noticed.set(known, true);
      this.#report(session, began, foreign).catch((error: unknown) => {
        this.#noticed.delete(known);
        this.logger.warning({ err: error }, 'session in another browser not reported');
      });
    }
  }

  async #report(session: LiveSession, began: string, foreign: ForeignClient): Promise<void> {
    const key = foreignBrowserKey(session, nameOf(foreign));
    const ttlMs = Math.max(1, session.expiresAt - this.clock.now());
    const isFirst = await this.store.commit({
      expect: [{ key, value: null }],
      writes: [{ kind: 'set', key, value: '1', ttlMs }],
    });
    if (isFirst) {
      const from = session.country === undefined ? {} : { beganIn: session.country };
      this.audit.record('session_continued_elsewhere', { outcome: 'noticed', session, began, ...from, ...foreign });
      await this.announcer.continued(session.reference, foreign);
    }
  }
}

function nameOf({ browser, country }: ForeignClient): string {
  return country === undefined ? browser : `${browser} ${country}`;
}
