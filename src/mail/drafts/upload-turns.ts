import { Injectable } from '@nestjs/common';

import { Clock, fingerprint, Problem } from '../../common/index.js';
import { Lanes, uploadLanes } from '../../http/index.js';
import { hashTag, keyName, Leases } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';

const pollMs = 250;
const retryAfterSeconds = 5;

/** How long an upload waits before its bytes are read. */
export interface Patience {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal;
}

/**
 * Uploads of one name to a draft run one after the other, at all replicas: the attachment that appears meanwhile is the
 * uploaded one. First in this process, in order, and then by a lease.
 */
@Injectable()
export class UploadTurns {
  readonly #here = new Lanes({ ...uploadLanes, perLane: 1, total: Number.MAX_SAFE_INTEGER });

  constructor(
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /**
   * The returned function ends the turn; the lease expires by itself when that fails.
   * @throws Problem `throttled` when its turn hasn't come by then or its client has disconnected,
   * `session_store_unavailable`
   */
  async begin(
    { reference }: LiveSession,
    draftId: string,
    name: string,
    patience: Patience,
  ): Promise<() => Promise<void>> {
    const end = await this.#here.acquire(JSON.stringify([reference.userTag, draftId, name]), 1, {
      waitMs: patience.until - this.clock.now(),
      signal: patience.signal,
    });
    const key = keyName('mail', hashTag(reference.userTag), 'upload', fingerprint(JSON.stringify([draftId, name])));
    try {
      const isOver = (): boolean => patience.signal.aborted || this.clock.now() >= patience.until;
      const lease = await this.leases.waitFor(key, pollMs, isOver);
      if (lease === undefined) {
        throw new Problem('throttled', { retryAfterSeconds });
      }
      return async () => {
        end();
        await lease.release().catch(() => undefined);
      };
    } catch (error) {
      end();
      throw error;
    }
  }
}
