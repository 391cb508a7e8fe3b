import type { EventBus, KeyValueStore } from '../../src/redis/index.js';
import type { FakeClock } from '../support/fake-clock.js';

/** One replica's view of the shared memory. */
export interface StoreReplica {
  readonly store: KeyValueStore;
  readonly bus: EventBus;
}

/** Two replicas on one shared memory, with time in the test's hand: what every implementation is tried with. */
export interface StoreReplicas {
  readonly one: StoreReplica;
  readonly other: StoreReplica;
  readonly clock: FakeClock;
  /** Moves the clock, and every time to live in the store with it. */
  passTime(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Started once for each suite; suites and tests keep apart by the names of their keys. */
export type StartReplicas = () => Promise<StoreReplicas>;
