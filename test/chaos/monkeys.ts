import { setTimeout as pause } from 'node:timers/promises';

import type { RedisServer } from '../support/redis-server.js';
import type { Replicas } from '../support/replicas.js';
import type { Tally } from './tally.js';

/**
 * The faults, each at its own pace, until it is `isOver`. The third replica is never killed: its memory must stay flat.
 */
export async function letMonkeysIn(
  system: Replicas,
  stores: readonly RedisServer[],
  tally: Tally,
  isOver: () => boolean,
): Promise<void> {
  const [first, second] = system.all;
  const monkey = async (everyMs: number, disturb: (turn: number) => Promise<void> | void): Promise<void> => {
    for (let turn = 0; !isOver(); turn++) {
      await pause(everyMs * (0.5 + Math.random()));
      await disturb(turn);
    }
  };
  await Promise.all([
    monkey(6_000, async (turn) => {
      const victim = turn % 2 === 0 ? first : second;
      await victim.kill();
      tally.add('replicas killed');
      await pause(500);
      await victim.up();
    }),
    monkey(12_000, async () => {
      const store = stores[Math.floor(Math.random() * stores.length)];
      await store?.down();
      tally.add('Redis restarts');
      await pause(500);
      await store?.up();
    }),
    monkey(4_000, (turn) => {
      const action =
        turn % 2 === 0 ? ({ kind: 'respond', status: 503 } as const) : ({ kind: 'reset', when: 'after' } as const);
      system.sandbox.control.addFault({ point: 'token', match: { grant_type: 'refresh_token' }, times: 1, action });
      tally.add('token endpoint failures');
    }),
  ]);
}
