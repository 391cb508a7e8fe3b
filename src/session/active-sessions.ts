import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Metrics } from '../common/index.js';

const withinMs = 300_000;
const most = 50_000;

/** The sessions that this replica has served recently, for the metric of that name. */
@Injectable()
export class ActiveSessions {
  readonly #fingerprints = new LRUCache<string, true>({ max: most, ttl: withinMs, ttlResolution: 1000 });

  constructor(metrics: Metrics) {
    metrics.gauge('bff_sessions_active', () => {
      this.#fingerprints.purgeStale();
      return this.#fingerprints.size;
    });
  }

  note(fingerprint: string): void {
    this.#fingerprints.set(fingerprint, true);
  }
}
