import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { AuditLog, Clock, Logger } from '../common/index.js';
import { KeyValueStore } from '../redis/index.js';
import { browserFamilyOf } from './browser-family.js';
import { SessionAnnouncer } from './session-announcer.js';
import { foreignBrowserKey } from './session-keys.js';
import type { LiveSession } from './session.js';

const remembered = 10_000;

/**
 * Notices a session that continues in a browser of another family than it began in, which is what a copied cookie looks like: the
 * user's tabs and the auditor learn of it, once per family. Nothing is refused: a user agent proves nothing, and people change it.
 */
@Injectable()
export class ForeignBrowsers {
  /** So that a session that has been noticed costs no command. */
  readonly #noticed = new LRUCache<string, true>({ max: remembered });

  constructor(
    private readonly store: KeyValueStore,
    private readonly announcer: SessionAnnouncer,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
  ) {}

  /** Costs a comparison of two texts for the browser that the session began in. Never fails. */
  note(session: LiveSession, userAgent = ''): void {
    if (userAgent.startsWith(session.userAgent) && session.userAgent !== '') {
      return;
    }
    const [began, browser] = [browserFamilyOf(session.userAgent), browserFamilyOf(userAgent)];
    const known = `${session.id} ${browser}`;
    if (began !== browser && !this.#noticed.has(known)) {
      this.#noticed.set(known, true);
      this.#report(session, began, browser).catch((error: unknown) => {
        this.#noticed.delete(known);
        this.logger.warning({ err: error }, 'session in another browser not reported');
      });
    }
  }

  async #report(session: LiveSession, began: string, browser: string): Promise<void> {
    const isFirst = await this.store.commit({
      expect: [{ key: foreignBrowserKey(session, browser), value: null }],
      writes: [
        {
          kind: 'set',
          key: foreignBrowserKey(session, browser),
          value: '1',
          ttlMs: Math.max(1, session.expiresAt - this.clock.now()),
        },
      ],
    });
    if (isFirst) {
      this.audit.record('session_continued_elsewhere', { outcome: 'noticed', session, began, browser });
      await this.announcer.continued(session.reference, browser);
    }
  }
}
