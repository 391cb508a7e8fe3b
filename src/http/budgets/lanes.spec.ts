import { jest } from '@jest/globals';

import { Lanes } from './lanes.js';

const limits = { perLane: 2, total: 3, waitingPerLane: 4, waiting: 6, waitMs: 1_000 };

/** Acquires permits and records their order. */
class Queue {
  readonly order: string[] = [];
  readonly #releases = new Map<string, () => void>();

  constructor(readonly lanes: Lanes) {}

  acquire(lane: string, name: string): Promise<unknown> {
    return this.lanes.acquire(lane).then((release) => {
      this.order.push(name);
      this.#releases.set(name, release);
    });
  }

  async release(name: string): Promise<void> {
    this.#releases.get(name)?.();
    this.#releases.get(name)?.();
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('lanes', () => {
  let queue: Queue;

  beforeEach(() => {
    jest.useFakeTimers();
    queue = new Queue(new Lanes(limits));
  });

  afterEach(() => jest.useRealTimers());

  it('let the first request of another user pass all that a greedy user has waiting', async () => {
    const greedy = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => queue.acquire('alice', name));
    await queue.acquire('bob', 'b1');
    const waiting = queue.acquire('carol', 'c1');
    expect(queue.order).toEqual(['a1', 'a2', 'b1']);

    await queue.release('a1');
    expect(queue.order.slice(3)).toEqual(['c1']);
    await Promise.all([queue.release('a2'), queue.release('b1'), waiting]);

    expect(queue.order.slice(4)).toEqual(['a3', 'a4']);
    expect(greedy).toHaveLength(6);
  });

  it('take turns between users who all wait', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4']) {
      void queue.acquire('alice', name);
    }
    for (const name of ['b1', 'b2', 'b3']) {
      void queue.acquire('bob', name);
    }
    await Promise.resolve();
    for (let left = 0; left < 6; left++) {
      await queue.release(queue.order[left] ?? '');
    }

    expect(queue.order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4', 'b3']);
  });

  it('refuse a user who has filled their lane, and everybody only when all lanes are full', async () => {
    const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => queue.acquire('alice', name));
    await expect(queue.acquire('alice', 'g')).rejects.toMatchObject({
      code: 'throttled',
      headers: { 'retry-after': '5' },
    });
    void queue.acquire('bob', 'b1');
    void queue.acquire('bob', 'b2');
    void queue.acquire('bob', 'b3');

    await expect(queue.acquire('carol', 'c')).rejects.toMatchObject({ code: 'overloaded' });
    expect(others).toHaveLength(6);
  });

  it('refuse a request that has waited too long, and continue with the others', async () => {
    const late = [queue.acquire('alice', 'a1'), queue.acquire('alice', 'a2'), queue.acquire('alice', 'a3')];
    const refused = expect(late[2]).rejects.toMatchObject({ code: 'throttled' });
    await jest.advanceTimersByTimeAsync(1_000);
    await refused;
    void queue.acquire('alice', 'a4');

    await queue.release('a1');

    expect(queue.order).toEqual(['a1', 'a2', 'a4']);
  });

  it('give a request that has waited for many permits the free ones, and release as many', async () => {
    const lanes = new Lanes({ ...limits, perLane: 4, total: 4, fewerAfterMs: 500 });
    const slow = await lanes.acquire('alice', 3);
    const order: string[] = [];
    const batch = lanes.acquire('alice', 4).then((release) => {
      order.push('batch');
      return release;
    });
    const single = lanes.acquire('alice').then((release) => {
      order.push('single');
      return release;
    });

    await jest.advanceTimersByTimeAsync(499);
    expect(order).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(order).toEqual(['batch']);
    (await batch)();
    await jest.advanceTimersByTimeAsync(0);
    expect(order).toEqual(['batch', 'single']);
    (await single)();
    slow();

    expect(lanes.tryAcquire('alice', 4)).toBeInstanceOf(Function);
  });

  it('store nothing of finished requests', async () => {
    await queue.acquire('alice', 'a1');
    await queue.release('a1');

    expect(queue.lanes.size).toBe(0);
  });
});
