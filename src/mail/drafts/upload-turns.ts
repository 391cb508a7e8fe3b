import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Clock, fingerprint, Problem } from '../../common/index.js';
import { Lanes, uploadLanes } from '../../http/index.js';
import { hashTag, keyName, Leases, type Lease } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';

const pollMs = 250;
const retryAfterSeconds = 5;

/**
 * Files of one name go to a draft one after the other, at all replicas: what has appeared there meanwhile is the one that was sent. First
 * in this process, in order, and then by a lease.
 */
@Injectable()
export class UploadTurns {
  readonly #here = new Lanes({ ...uploadLanes, perLane: 1, total: Number.MAX_SAFE_INTEGER });

  constructor(
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /**
   * The returned function ends the turn; the lease ends by itself when it cannot. `content` is what the client sends: when it has
   * gone, nobody waits for it.
   * @throws Problem `throttled` when its turn hasn't come in a minute, `session_store_unavailable`
   */
  async begin(
    { reference }: LiveSession,
    draftId: string,
    name: string,
    content: Pick<Readable, 'destroyed'>,
  ): Promise<() => Promise<void>> {
    const deadline = this.clock.now() + uploadLanes.waitMs;
    const end = await this.#here.acquire(JSON.stringify([reference.userTag, draftId, name]));
    const key = keyName('mail', hashTag(reference.userTag), 'upload', fingerprint(JSON.stringify([draftId, name])));
    try {
      const lease = await this.#lease(key, () => content.destroyed || this.clock.now() >= deadline);
      return async () => {
        end();
        await lease.release().catch(() => undefined);
      };
    } catch (error) {
      end();
      throw error;
    }
  }

  async #lease(key: string, isOver: () => boolean): Promise<Lease> {
    for (;;) {
      const lease = await this.leases.acquire(key);
      if (lease !== undefined) {
        return lease;
      }
      if (isOver()) {
        throw new Problem('throttled', { retryAfterSeconds });
      }
      await pause(pollMs);
    }
  }
}
