import { randomUUID } from 'node:crypto';

import { jest } from '@jest/globals';

import { Leases } from '../../src/redis/index.js';
import type { StartReplicas, StoreReplicas } from './replicas-of-a-store.js';

const renewalMs = 1_500;

export function describeLeases(start: StartReplicas): void {
  describe('leases', () => {
    let replicas: StoreReplicas;
    let mine: Leases;
    let theirs: Leases;
    let key: string;

    beforeAll(async () => {
      replicas = await start();
      mine = new Leases(replicas.one.store);
      theirs = new Leases(replicas.other.store);
    });
    afterAll(() => replicas.close());
    beforeEach(() => {
      key = `bff:tokens:v1:{${randomUUID()}}:lease`;
      // Only the renewal is controlled by the test; connections keep their own timers.
      jest.useFakeTimers({
        doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setTimeout'],
      });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    /** Earlier commands on a connection are done when this responds. */
    const settled = (): Promise<unknown> => replicas.one.store.read(key);

    it('are acquired by exactly one of many', async () => {
      const acquired = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? mine : theirs).acquire(key)),
      );

      expect(acquired.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    it('are free again when they are released', async () => {
      const lease = await mine.acquire(key);

      await lease?.release();

      expect(await theirs.result(key)).toBeUndefined();
      expect(await theirs.acquire(key)).toBeDefined();
    });

    it('are renewed while their holder lives', async () => {
      const lease = await mine.acquire(key);
      for (let round = 0; round < 3; round++) {
        await replicas.passTime(4_000);
        jest.advanceTimersByTime(renewalMs);
        await settled();
      }

      expect(await theirs.acquire(key)).toBeUndefined();
      await lease?.release();
    });

    it('expire when their holder is dead', async () => {
      await mine.acquire(key);

      await replicas.passTime(5_001);

      expect(await theirs.acquire(key)).toBeDefined();
    });

    it('are not renewed, released or answered by a holder that was replaced', async () => {
      const slow = await mine.acquire(key);
      await replicas.passTime(5_001);
      const next = await theirs.acquire(key);

      jest.advanceTimersByTime(renewalMs);
      await slow?.release({ value: 'too late', ttlMs: 60_000 });

      expect(await mine.acquire(key)).toBeUndefined();
      expect(await mine.result(key)).toBeUndefined();
      await next?.release();
      expect(await mine.acquire(key)).toBeDefined();
    });

    it('store a result for those who wait, for its lifetime', async () => {
      const lease = await mine.acquire(key);
      expect(await theirs.result(key)).toBeUndefined();

      await lease?.release({ value: 'refused', ttlMs: 2_000 });

      expect(await theirs.result(key)).toBe('refused');
      expect(await theirs.acquire(key)).toBeUndefined();
      await replicas.passTime(2_001);
      expect(await theirs.result(key)).toBeUndefined();
      expect(await theirs.acquire(key)).toBeDefined();
    });

    it('are acquired by one of those who find the result stale, and only while it is that result', async () => {
      await (await mine.acquire(key))?.release({ value: 'of old tokens', ttlMs: 2_000 });

      expect(await theirs.acquire(key, 'another result')).toBeUndefined();
      const acquired = await Promise.all([1, 2, 3].map(() => theirs.acquire(key, 'of old tokens')));

      expect(acquired.filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await mine.result(key)).toBeUndefined();
    });
  });
}
