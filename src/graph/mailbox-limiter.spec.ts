import { setImmediate as turn } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { MailboxLimiter } from './mailbox-limiter.js';

describe('the limit of concurrent requests per mailbox', () => {
  it('permits four and the fifth when one is released', async () => {
    const limiter = new MailboxLimiter();
    const release = await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('alice')));
    let isThrough = false;
    const fifth = limiter.acquire('alice').then((release) => {
      isThrough = true;
      return release;
    });

    await turn();
    expect(isThrough).toBe(false);
    release[0]?.();
    (await fifth)();
    expect(isThrough).toBe(true);
  });

  it('does not make one mailbox wait for another', async () => {
    const limiter = new MailboxLimiter();
    await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('alice')));

    await expect(limiter.acquire('bob')).resolves.toBeInstanceOf(Function);
  });

  it('releases a permit once, however often it is returned', async () => {
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 20 });
    const release = await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('alice')));

    release[0]?.();
    release[0]?.();
    await limiter.acquire('alice');

    await expect(limiter.acquire('alice')).rejects.toMatchObject({ code: 'throttled' });
  });

  it('refuses a caller that would wait too long', async () => {
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 20 });
    await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('alice')));

    await expect(limiter.acquire('alice')).rejects.toMatchObject({
      code: 'throttled',
      headers: { 'retry-after': '2' },
    });
  });

  it('refuses at once when too many wait', async () => {
    const limiter = new MailboxLimiter({ requests: 1, timeMs: 10_000 });
    const release = await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('alice')));
    const waiting = limiter.acquire('alice');

    await expect(limiter.acquire('alice')).rejects.toMatchObject({ code: 'throttled' });
    release[0]?.();
    (await waiting)();
  });

  it('gives a batch all of its permits, and lets no caller overtake it', async () => {
    const limiter = new MailboxLimiter();
    const order: string[] = [];
    const first = await limiter.acquire('alice', 1);
    const batch = limiter.acquire('alice', 7).then((release) => {
      order.push('batch');
      return release;
    });
    const single = limiter.acquire('alice', 1).then((release) => {
      order.push('single');
      return release;
    });

    await turn();
    expect(order).toEqual([]);
    first();
    const releaseBatch = await batch;
    await turn();
    expect(order).toEqual(['batch']);
    releaseBatch();
    (await single)();
    expect(order).toEqual(['batch', 'single']);
  });

  it('serves a batch beside as many slow downloads as a user may have', async () => {
    jest.useFakeTimers();
    try {
      const limiter = new MailboxLimiter();
      await Promise.all([1, 2, 3].map(() => limiter.acquire('alice')));
      const batch = limiter.acquire('alice', 4);
      const list = limiter.acquire('alice');
      await jest.advanceTimersByTimeAsync(1_000);
      (await batch)();

      await expect(list).resolves.toBeInstanceOf(Function);
    } finally {
      jest.useRealTimers();
    }
  });

  it('serves a caller that waits behind a batch that has waited too long', async () => {
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 50 });
    await limiter.acquire('alice', 2);
    const batch = limiter.acquire('alice', 4).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 20));

    const single = limiter.acquire('alice', 1);

    await expect(batch).resolves.toMatchObject({ code: 'throttled' });
    await expect(single).resolves.toBeInstanceOf(Function);
  });
});
