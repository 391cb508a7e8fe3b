import { describeEventBus } from './event-bus.contract.js';
import { describeKeyValueStore } from './key-value-store.contract.js';
import { describeLeases } from './leases.contract.js';
import type { StartReplicas } from './replicas-of-a-store.js';
import { describeSessionStore } from './session-store.contract.js';
import { describeTokenPartitionStore } from './token-partition-store.contract.js';

/** The contract of every store that replicas share, and of everything built on it. */
export function describeEveryStore(start: StartReplicas): void {
  describeKeyValueStore(start);
  describeEventBus(start);
  describeLeases(start);
  describeSessionStore(start);
  describeTokenPartitionStore(start);
}
