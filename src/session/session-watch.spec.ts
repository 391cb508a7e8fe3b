import { jest } from '@jest/globals';

import { FakeClock } from '../../test/support/fake-clock.js';
import { Observed } from '../../test/support/observed.js';
import { liveSession } from '../../test/support/mail-session.js';
import type { AppConfig } from '../config/index.js';
import { EmbeddedEventBus } from '../redis/index.js';
import type { DeviceBinding } from './device-binding/device-binding.js';
import { PageNotifications } from './page-notifications.js';
import { sessionEventsChannel } from './session-events.js';
import type { SessionStore } from './session-store.js';
import { SessionWatch } from './session-watch.js';
import type { LiveSession } from './session.js';

const hour = 3_600_000;

describe('the watch of a session', () => {
  let clock: FakeClock;
  let bus: EmbeddedEventBus;
  let living: LiveSession | undefined;
  let reads: string[];
  let events: string[];
  const deviceBinding = { isOn: true, proofSeconds: 300 };

  beforeEach(() => {
    jest.useFakeTimers();
    clock = new FakeClock();
    bus = new EmbeddedEventBus();
    reads = [];
    events = [];
    deviceBinding.isOn = true;
    living = { ...liveSession(), idleExpiresAt: clock.now() + hour };
  });

  afterEach(() => jest.useRealTimers());

  async function started(): Promise<SessionWatch> {
    const sessions = {
      findSuccession: ({ fingerprint }: LiveSession['reference']) => {
        reads.push(fingerprint);
        return Promise.resolve(living);
      },
    } as unknown as SessionStore;
    const pages = new PageNotifications(clock);
    const config = { deviceBinding } as unknown as AppConfig;
    const watch = new SessionWatch(bus, sessions, pages, config, clock, new Observed().logger);
    await watch.onModuleInit();
    return watch;
  }

  function listen(watch: SessionWatch, name: string): () => void {
    return watch.watch(liveSession(), {
      ended: (reason) => events.push(`${name} ended ${reason}`),
      expiring: () => events.push(`${name} expiring`),
      permissionsChanged: () => events.push(`${name} permissions`),
      replaced: () => events.push(`${name} replaced`),
    });
  }

  async function pass(milliseconds: number): Promise<void> {
    clock.advance(milliseconds);
    await jest.advanceTimersByTimeAsync(milliseconds);
  }

  const bound = (provedUntil: number): DeviceBinding =>
    ({ state: 'confirmed', provedUntil }) as unknown as DeviceBinding;

  it('reads the session once for all streams, and notifies all of them', async () => {
    const watch = await started();
    listen(watch, 'one');
    await pass(30_000);
    listen(watch, 'two');
    await pass(1_000);
    expect(reads).toHaveLength(2);

    living = undefined;
    await pass(60_000);

    expect([reads.length, events]).toEqual([3, ['one ended expired', 'two ended expired']]);
    await pass(hour);
    expect([reads.length, jest.getTimerCount()]).toEqual([3, 0]);
  });

  it('ends when the proof of the device has expired and was not renewed', async () => {
    const watch = await started();
    listen(watch, 'one');
    living = { ...liveSession(), idleExpiresAt: clock.now() + hour, device: bound(clock.now() + 20_000) };
    await pass(1_000);
    living = { ...living, device: bound(clock.now() + 30_000) };
    await pass(19_000);
    expect(events).toEqual([]);

    await pass(11_000);
    expect(events).toEqual(['one ended proof_over']);
  });

  it('continues for what outlives the proof, until the session ends', async () => {
    const watch = await started();
    listen(watch, 'page');
    watch.watch(liveSession(), { outlivesProof: true, ended: (reason) => events.push(`task ended ${reason}`) });
    living = { ...liveSession(), idleExpiresAt: clock.now() + hour, device: bound(clock.now()) };
    await pass(1_000);
    expect(events).toEqual(['page ended proof_over']);

    const before = reads.length;
    await pass(120_000);
    expect([events.length, reads.length - before]).toEqual([1, 2]);

    listen(watch, 'other page');
    await pass(1_000);
    living = undefined;
    await pass(60_000);
    expect(events).toEqual(['page ended proof_over', 'other page ended proof_over', 'task ended expired']);
  });

  it('requires no proof while device binding is off', async () => {
    deviceBinding.isOn = false;
    const watch = await started();
    listen(watch, 'one');
    living = { ...liveSession(), idleExpiresAt: clock.now() + hour, device: bound(clock.now()) };

    await pass(600_000);

    expect(events).toEqual([]);
  });

  it('continues with the successor of the session', async () => {
    const watch = await started();
    const { userTag, fingerprint } = liveSession().reference;
    listen(watch, 'one');
    const successor = { fingerprint: 'new', id: 'id' };
    const event = { type: 'session.ended', userTag, fingerprints: [fingerprint], reason: 'replaced', successor };
    living = { ...liveSession(), reference: { userTag, fingerprint: 'new' }, idleExpiresAt: clock.now() + hour };
    await bus.publish(sessionEventsChannel, JSON.stringify(event));
    await pass(1_000);

    expect([events, reads]).toEqual([['one replaced'], ['new']]);
  });

  it('reports a successor of the session even if the message was lost', async () => {
    const watch = await started();
    listen(watch, 'one');
    const reference = { ...liveSession().reference, fingerprint: 'new' };
    living = { ...liveSession(), reference, idleExpiresAt: clock.now() + hour };
    await pass(1_000);
    await pass(60_000);

    expect([events, reads]).toEqual([['one replaced'], [liveSession().reference.fingerprint, 'new']]);
  });

  it('does not decide by a session that was read before its successor began', async () => {
    const watch = await started();
    const { userTag, fingerprint } = liveSession().reference;
    listen(watch, 'one');
    living = undefined;
    clock.advance(1_000);
    jest.advanceTimersByTime(1_000);
    const successor = { fingerprint: 'new', id: 'id' };
    const event = { type: 'session.ended', userTag, fingerprints: [fingerprint], reason: 'replaced', successor };
    await bus.publish(sessionEventsChannel, JSON.stringify(event));
    living = { ...liveSession(), reference: { userTag, fingerprint: 'new' }, idleExpiresAt: clock.now() + hour };
    await pass(1_000);

    expect([events, reads]).toEqual([['one replaced'], [fingerprint, 'new']]);
  });

  it('is silent once it is stopped, also during a read', async () => {
    const watch = await started();
    const stop = listen(watch, 'one');
    living = undefined;
    clock.advance(1_000);
    jest.advanceTimersByTime(1_000);
    stop();
    await pass(hour);

    expect([events, reads.length, jest.getTimerCount()]).toEqual([[], 1, 0]);
  });

  it('ends all before the server closes', async () => {
    const watch = await started();
    listen(watch, 'one');
    watch.beforeApplicationShutdown();

    expect([events, jest.getTimerCount()]).toEqual([['one ended stopping'], 0]);
  });
});
