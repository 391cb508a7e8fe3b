import { Injectable } from '@nestjs/common';

import { EntraAuthorities } from '../entra/index.js';
import { KeyValueStore } from '../redis/index.js';

export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready';
  /** What is missing: `redis`, `discovery`, or `shutting_down`. */
  readonly missing: readonly string[];
}

/** Whether this replica can serve: its store answers, the authority was found, and it is not on its way out. */
@Injectable()
export class Readiness {
  #isShuttingDown = false;

  constructor(
    private readonly store: KeyValueStore,
    private readonly authorities: EntraAuthorities,
  ) {}

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** From now on not ready, so that balancers send new requests elsewhere; those that come all the same are served. */
  shutDown(): void {
    this.#isShuttingDown = true;
  }

  async report(): Promise<ReadinessReport> {
    const [redis, discovery] = await Promise.allSettled([
      this.store.ping(),
      Promise.all(this.authorities.all.map((each) => each.metadata())),
    ]);
    const missing = [
      ...(redis.status === 'rejected' ? ['redis'] : []),
      ...(discovery.status === 'rejected' ? ['discovery'] : []),
      ...(this.#isShuttingDown ? ['shutting_down'] : []),
    ];
    return { status: missing.length === 0 ? 'ready' : 'not_ready', missing };
  }
}
