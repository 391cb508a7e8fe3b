import { EmbeddedEventBus, EmbeddedKeyValueStore } from '../../src/redis/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { describeEveryStore } from './every-store.contract.js';
import type { StoreReplicas } from './replicas-of-a-store.js';

/** One process has one store; "the other replica" is another caller. */
function start(): Promise<StoreReplicas> {
  const clock = new FakeClock();
  const one = { store: new EmbeddedKeyValueStore(clock), bus: new EmbeddedEventBus() };
  return Promise.resolve({
    one,
    other: one,
    clock,
    passTime: (milliseconds) => {
      clock.advance(milliseconds);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}

describe('with the embedded store', () => {
  describeEveryStore(start);
});
