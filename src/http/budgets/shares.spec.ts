import { Shares, type Holder } from './shares.js';

const alice: Holder = { name: 'alice', kind: 'user', most: 3 };
const bob: Holder = { name: 'bob', kind: 'user', most: 3 };
const all: Holder = { name: 'process', kind: 'process', most: 5 };

describe('shares', () => {
  it('are taken from all holders or from none', () => {
    const shares = new Shares();
    shares.tryAcquire([alice, all], 3);

    expect(shares.tryAcquire([alice, all], 1)).toEqual({ exhausted: alice });
    expect(shares.tryAcquire([bob, all], 3)).toEqual({ exhausted: all });
    expect([shares.heldBy('alice'), shares.heldBy('bob'), shares.heldBy('process')]).toEqual([3, 0, 3]);
    expect(shares.tryAcquire([bob, all], 2)).toHaveProperty('release');
  });

  it('are released once, and forgotten when nobody holds them', () => {
    const shares = new Shares();
    const [one, other] = [shares.tryAcquire([alice, all], 2), shares.tryAcquire([alice, all], 1)];
    if ('exhausted' in one || 'exhausted' in other) {
      throw new Error('refused');
    }
    one.release();
    one.release();

    expect(shares.heldBy('alice')).toBe(1);
    other.release();
    expect(shares.size).toBe(0);
  });
});
