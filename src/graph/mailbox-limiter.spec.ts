import { setImmediate as turn } from 'node:timers/promises';

import { MailboxLimiter } from './mailbox-limiter.js';

describe('the limit of concurrent requests per mailbox', () => {
  it('lets four through and the fifth when one has left', async () => {
    const limiter = new MailboxLimiter();
    const leave = await Promise.all([1, 2, 3, 4].map(() => limiter.enter('alice')));
    let isThrough = false;
    const fifth = limiter.enter('alice').then((release) => {
      isThrough = true;
      return release;
    });

    await turn();
    expect(isThrough).toBe(false);
    leave[0]?.();
    (await fifth)();
    expect(isThrough).toBe(true);
  });

  it('does not make one mailbox wait for another', async () => {
    const limiter = new MailboxLimiter();
    await Promise.all([1, 2, 3, 4].map(() => limiter.enter('alice')));

    await expect(limiter.enter('bob')).resolves.toBeInstanceOf(Function);
  });

  it('gives a place back once, however often it is returned', async () => {
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 20 });
    const leave = await Promise.all([1, 2, 3, 4].map(() => limiter.enter('alice')));

    leave[0]?.();
    leave[0]?.();
    await limiter.enter('alice');

    await expect(limiter.enter('alice')).rejects.toMatchObject({ code: 'throttled' });
  });

  it('refuses whoever would wait too long', async () => {
    const limiter = new MailboxLimiter({ requests: 32, timeMs: 20 });
    await Promise.all([1, 2, 3, 4].map(() => limiter.enter('alice')));

    await expect(limiter.enter('alice')).rejects.toMatchObject({ code: 'throttled', headers: { 'retry-after': '2' } });
  });

  it('refuses at once when too many wait', async () => {
    const limiter = new MailboxLimiter({ requests: 1, timeMs: 10_000 });
    const leave = await Promise.all([1, 2, 3, 4].map(() => limiter.enter('alice')));
    const waiting = limiter.enter('alice');

    await expect(limiter.enter('alice')).rejects.toMatchObject({ code: 'throttled' });
    leave[0]?.();
    (await waiting)();
  });

  it('gives a batch all of its places, and lets nobody overtake it', async () => {
    const limiter = new MailboxLimiter();
    const order: string[] = [];
    const first = await limiter.enter('alice', 1);
    const batch = limiter.enter('alice', 7).then((leave) => {
      order.push('batch');
      return leave;
    });
    const single = limiter.enter('alice', 1).then((leave) => {
      order.push('single');
      return leave;
    });

    await turn();
    expect(order).toEqual([]);
    first();
    const leaveBatch = await batch;
    await turn();
    expect(order).toEqual(['batch']);
    leaveBatch();
    (await single)();
    expect(order).toEqual(['batch', 'single']);
  });
});
