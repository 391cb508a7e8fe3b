import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Clock } from '../common/index.js';

/** A page sends its requests within a second or two; the rest is for a slow one. */
const recentMs = 10_000;
/** Beyond, the user who was notified longest ago is dropped, and their next request counts as use. */
const mostUsers = 50_000;

/**
 * When the pages of a user were last notified of a change. Their requests right after it aren't the user's activity.
 */
@Injectable()
export class PageNotifications {
  readonly #notifiedAt = new LRUCache<string, number>({ max: mostUsers });

  constructor(private readonly clock: Clock) {}

  note(userTag: string): void {
    this.#notifiedAt.set(userTag, this.clock.now());
  }

  isRecent(userTag: string): boolean {
    return this.clock.now() - (this.#notifiedAt.get(userTag) ?? -Infinity) < recentMs;
  }
}
