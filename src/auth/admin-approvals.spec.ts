import { jest } from '@jest/globals';

import { eventually } from '../../test/support/eventually.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { Logger } from '../common/index.js';
import { EmbeddedEventBus, EmbeddedKeyValueStore, hashTag, keyName } from '../redis/index.js';
import { sessionEventsChannel } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';

describe('permissions that wait for the administrator', () => {
  const clock = new FakeClock();
  let store: EmbeddedKeyValueStore;
  let bus: EmbeddedEventBus;
  let approvals: AdminApprovals;

  beforeEach(() => {
    store = new EmbeddedKeyValueStore(clock);
    bus = new EmbeddedEventBus();
    approvals = new AdminApprovals(store, bus, new Logger('silent'));
  });

  it('are empty for an unknown user', async () => {
    await expect(approvals.awaited('alice')).resolves.toEqual(new Set());
  });

  it('are added up, each once, and belong to the user', async () => {
    await approvals.remember('alice', ['mail.send']);
    await approvals.remember('alice', ['mail.write', 'mail.send']);

    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.send', 'mail.write']));
    await expect(approvals.awaited('bilal')).resolves.toEqual(new Set());
  });

  it('last a day, which removing another permission does not prolong', async () => {
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

  it('are removed when it turns out that the administrator has agreed', async () => {
    await approvals.onModuleInit();
    await approvals.remember('alice', ['mail.send', 'mail.write']);
    const event = { type: 'permissions.changed', userTag: 'alice', fingerprints: [] };

    await bus.publish(sessionEventsChannel, JSON.stringify(event));
    await bus.publish(sessionEventsChannel, JSON.stringify({ ...event, granted: ['mail.send', 'mail.gone'] }));

    await eventually(async () => {
      expect(await approvals.awaited('alice')).toEqual(new Set(['mail.write']));
    });
  });

  it('include only names that are written as permissions are', async () => {
    const key = keyName('admin', hashTag('alice'));
    await store.commit({ writes: [{ kind: 'set', key, value: 'mail gone,,mail.send', ttlMs: 1000 }] });

    await expect(approvals.awaited('alice')).resolves.toEqual(new Set(['mail.send']));
  });

  it('are all stored and removed by tabs that return at the same moment', async () => {
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
