import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { AuditLog, mayBeAskedByHttps, Problem } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { MessageReader } from '../messages/index.js';
import { OneClickSender } from './one-click-sender.js';

export const unsubscribedSchema = z
  .object({
    outcome: z.enum(['sent', 'failed']).meta({
      description:
        '`sent`: the list accepted the request. `failed`: it refused or could not be reached; the link may still work.',
    }),
  })
  .meta({ id: 'Unsubscribed' });

export type Unsubscribed = z.output<typeof unsubscribedSchema>;

const wholeMs = 12_000;
/** Nobody leaves more lists than that in an hour by hand; with more, the service could be abused. */
const mostPerHour = 60;
const hourMs = 3_600_000;
const rememberedUsers = 10_000;

/**
 * Leaves a list for the user with one request of the service (RFC 8058). The message must be authenticated and its
 * headers must offer that, to an https address of the public internet. The request is anonymous and follows no
 * redirects.
 */
@Injectable()
export class Unsubscriber {
  readonly #used = new LRUCache<string, { count: number }>({ max: rememberedUsers, ttl: hourMs, noUpdateTTL: true });

  constructor(
    private readonly messages: MessageReader,
    private readonly sender: OneClickSender,
    private readonly audit: AuditLog,
  ) {}

  /** @throws Problem `not_found` when the message offers no such method, `throttled` */
  async unsubscribe(session: LiveSession, messageId: string): Promise<Unsubscribed> {
    const offer = await this.messages.unsubscribe(session, messageId);
    if (offer?.oneClick !== true || offer.url === undefined) {
      throw new Problem('not_found');
    }
    this.#count(session.reference.userTag);
    const outcome = await this.#send(new URL(offer.url));
    this.audit.record('list_left', { session, outcome: outcome === 'sent' ? 'success' : outcome });
    return { outcome };
  }

  async #send(url: URL): Promise<Unsubscribed['outcome']> {
    if (!mayBeAskedByHttps(url)) {
      return 'failed';
    }
    try {
      const status = await this.sender.post(url, AbortSignal.timeout(wholeMs));
      return status >= 200 && status < 300 ? 'sent' : 'failed';
    } catch {
      return 'failed';
    }
  }

  #count(user: string): void {
    const used = this.#used.get(user) ?? { count: 0 };
    if (used.count >= mostPerHour) {
      const retryAfterSeconds = Math.max(1, Math.ceil(this.#used.getRemainingTTL(user) / 1000));
      throw new Problem('throttled', { retryAfterSeconds });
    }
    used.count += 1;
    this.#used.set(user, used);
  }
}
