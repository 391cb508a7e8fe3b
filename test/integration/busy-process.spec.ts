import { setImmediate as afterPolling } from 'node:timers/promises';

import type { StoreReplicas } from '../contracts/replicas-of-a-store.js';
import { redisReplicas, singleRedis } from '../support/redis-replicas.js';
import { RedisServer } from '../support/redis-server.js';

/** Longer than a command may take. */
const busyMs = 1_200;

function keepBusy(): void {
  const end = performance.now() + busyMs;
  while (performance.now() < end) {
    // Nothing else is scheduled.
  }
}

describe('a process that was busy', () => {
  let server: RedisServer;
  let replicas: StoreReplicas;

  beforeAll(async () => {
    server = await RedisServer.start();
    replicas = await redisReplicas(singleRedis(server.url));
  });
  afterAll(async () => {
    await replicas.close();
    await server.close();
  });

  it('reads the response of Redis that has waited for it', async () => {
    // From here the loop processes its timers before its sockets.
    await afterPolling();
    const answer = replicas.one.store.readMany(['absent']);
    keepBusy();

    await expect(answer).resolves.toEqual([null]);
  });
});
