import { Injectable } from '@nestjs/common';

import { Logger } from '../common/index.js';
import { EntraAuthorities, type EntraAuthority } from '../entra/index.js';
import { KeyValueStore } from '../redis/index.js';

export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready';
  /** The unavailable dependency: `redis`, `discovery`, or `shutting_down`. */
  readonly missing: readonly string[];
}

/**
 * Whether this replica can serve: its store responds, an authority is available, and it is not shutting down. One
 * unavailable tenant must not make the frontends of the others unavailable.
 */
@Injectable()
export class Readiness {
  #isShuttingDown = false;
  readonly #lost = new Set<string>();

  constructor(
    private readonly store: KeyValueStore,
    private readonly authorities: EntraAuthorities,
    private readonly logger: Logger,
  ) {}

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /**
   * From now on not ready, so that balancers send new requests to other replicas; those that still arrive are served.
   */
  shutDown(): void {
    this.#isShuttingDown = true;
  }

  async report(): Promise<ReadinessReport> {
    const [redis, discovery] = await Promise.allSettled([
      this.store.ping(),
      // The first available one is enough: one that hangs would be as bad as a missing one.
      Promise.any(this.authorities.all.map((each) => this.#check(each))),
    ]);
    const missing = [
      ...(redis.status === 'rejected' ? ['redis'] : []),
      ...(discovery.status === 'rejected' ? ['discovery'] : []),
      ...(this.#isShuttingDown ? ['shutting_down'] : []),
    ];
    return { status: missing.length === 0 ? 'ready' : 'not_ready', missing };
  }

  /** Logs once when the document becomes unavailable, and once when it is available again. */
  async #check(authority: EntraAuthority): Promise<void> {
    const { url } = authority;
    try {
      await authority.metadata();
    } catch (error) {
      if (!this.#lost.has(url)) {
        this.#lost.add(url);
        this.logger.warning({ err: error, authority: url }, 'no discovery document: nobody can sign in there');
      }
      throw error;
    }
    if (this.#lost.delete(url)) {
      this.logger.info({ authority: url }, 'the discovery document is there again');
    }
  }
}
