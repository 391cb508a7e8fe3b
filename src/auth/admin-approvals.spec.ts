import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { hashTag, keyName, EmbeddedKeyValueStore } from '../redis/index.js';
import { AdminApprovals } from './admin-approvals.js';

describe('permissions that wait for the administrator', () => {
  const clock = new FakeClock();
  let store: EmbeddedKeyValueStore;
  let approvals: AdminApprovals;

  beforeEach(() => {
    store = new EmbeddedKeyValueStore(clock);
    approvals = new AdminApprovals(store);
  });

  it('are none of a user of whom nothing is known', async () => {
    await expect(approvals.awaited('alice')).resolves.toEqual(new Set());
  });

  it('add up, each once, and are the user’s own', async () => {
    await approvals.remember('alice', ['mail.send']);
    await approvals.remember('alice', ['mail.write', 'mail.send']);

    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.send', 'mail.write']));
    await expect(approvals.awaited('bilal')).resolves.toEqual(new Set());
  });

  it('last a day, which forgetting something else does not prolong', async () => {
    await approvals.remember('alice', ['mail.send', 'mail.write']);
    clock.advance(86_000_000);
    await approvals.forget('alice', ['mail.read']);
    clock.advance(400_000);
    await expect(approvals.awaited('alice')).resolves.toEqual(new Set());
  });

  it('may all be forgotten', async () => {
    await approvals.remember('alice', ['mail.send', 'mail.write']);
    await approvals.forget('alice', ['mail.send']);
    await approvals.forget('alice', ['mail.read']);
    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.write']));

    await approvals.forget('alice', ['mail.write']);
    await expect(approvals.awaited('alice')).resolves.toEqual(new Set());
  });

  it('are only what is written as a permission is', async () => {
    const key = keyName('admin', hashTag('alice'));
    await store.commit({ writes: [{ kind: 'set', key, value: 'mail gone,,mail.send', ttlMs: 1000 }] });

    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.send']));
  });

  it('are all remembered and forgotten by tabs that come back at the same moment', async () => {
    await approvals.remember('alice', ['mail.read']);
    const read = store.read.bind(store);
    jest.spyOn(store, 'read').mockImplementationOnce(async (key) => {
      const value = await read(key);
      await approvals.remember('alice', ['mail.write']);
      await approvals.forget('alice', ['mail.read']);
      return value;
    });
    await approvals.remember('alice', ['mail.send']);

    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.send', 'mail.write']));
  });
});
