import type { EventBus, KeyValueStore } from '../../src/redis/index.js';
import type { FakeClock } from '../support/fake-clock.js';

/** One replica's view of the shared store. */
export interface StoreReplica {
  readonly store: KeyValueStore;
  readonly bus: EventBus;
}

/** Two replicas on one shared store, with a clock that the test moves: every implementation is tested with them. */
export interface StoreReplicas {
  readonly one: StoreReplica;
  readonly other: StoreReplica;
  readonly clock: FakeClock;
  /** Moves the clock, and every time to live in the store with it. */
  passTime(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Started once for each suite; suites and tests are separated by the names of their keys. */
export type StartReplicas = () => Promise<StoreReplicas>;
