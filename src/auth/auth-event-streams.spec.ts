import { EventEmitter } from 'node:events';

import { jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';

import { FakeClock } from '../../test/support/fake-clock.js';
import { Logger } from '../common/index.js';
import { EmbeddedEventBus } from '../redis/index.js';
import type { AppConfig } from '../config/index.js';
import {
  PageNotifications,
  sessionEventsChannel,
  SessionWatch,
  unbound,
  type LiveSession,
  type SessionEvent,
  type SessionReference,
  type SessionStore,
} from '../session/index.js';
import { AuthEventStreams } from './auth-event-streams.js';

/** The response of a request for `/auth/events`, with what was written to it. */
class FakeResponse extends EventEmitter {
  readonly writableLength = 0;
  readonly destroyed = false;
  writableEnded = false;
  text = '';

  writeHead(): void {
    this.text = '';
  }

  write(text: string): void {
    this.text += text;
  }

  end(): void {
    this.writableEnded = true;
    this.emit('close');
  }
}

/** The sessions in the store, by their handles, with the end of each by idleness. */
class FakeSessions {
  readonly ends = new Map<string, number>();
  looks = 0;
  isGone = false;

  findSuccession(reference: SessionReference): Promise<LiveSession | undefined> {
    this.looks++;
    const idleExpiresAt = this.ends.get(reference.fingerprint.replace('-print', ''));
    const session = { reference, idleExpiresAt, device: unbound } as LiveSession;
    return this.isGone
      ? Promise.reject(new Error('gone'))
      : Promise.resolve(idleExpiresAt === undefined ? undefined : session);
  }
}

const hour = 3_600_000;

describe('event streams', () => {
  let clock: FakeClock;
  let bus: EmbeddedEventBus;
  let sessions: FakeSessions;
  let streams: AuthEventStreams;
  let watch: SessionWatch;
  let pages: PageNotifications;
  const logged: string[] = [];

  beforeEach(async () => {
    jest.useFakeTimers();
    clock = new FakeClock();
    bus = new EmbeddedEventBus();
    sessions = new FakeSessions();
    logged.length = 0;
    const logger = new Logger('warn', { write: (line: string) => logged.push(line) });
    pages = new PageNotifications(clock);
    const config = { deviceBinding: { isOn: true } } as AppConfig;
    watch = new SessionWatch(bus, sessions as unknown as SessionStore, pages, config, clock, logger);
    await watch.onModuleInit();
    streams = new AuthEventStreams(watch);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  async function opened(userTag: string, name: string): Promise<FakeResponse> {
    sessions.ends.set(name, sessions.ends.get(name) ?? clock.now() + hour);
    const raw = new FakeResponse();
    const reply = { raw, hijack: () => undefined, getHeaders: () => ({}) } as unknown as FastifyReply;
    await streams.open({ id: name, reference: { userTag, fingerprint: `${name}-print` } } as LiveSession, reply);
    return raw;
  }

  const publish = (event: Partial<SessionEvent>): Promise<void> =>
    bus.publish(sessionEventsChannel, JSON.stringify({ type: 'session.ended', fingerprints: [], ...event }));

  async function pass(milliseconds: number): Promise<void> {
    clock.advance(milliseconds);
    await jest.advanceTimersByTimeAsync(milliseconds);
  }

  it('of one session end with it, and those of others continue', async () => {
    const [phone, laptop, stranger] = [
      await opened('alice', 'phone'),
      await opened('alice', 'laptop'),
      await opened('bilal', 'laptop'),
    ];

    await publish({ userTag: 'alice', fingerprints: ['phone-print'], reason: 'revoked' });

    expect(phone.text).toBe(': open\n\nevent: session.ended\ndata: {"reason":"revoked"}\n\n');
    expect([phone, laptop, stranger].map(({ writableEnded }) => writableEnded)).toEqual([true, false, false]);
    expect([laptop.text, stranger.text]).toEqual([': open\n\n', ': open\n\n']);
  });

  it('all end when the event names no session, as signed out when it gives no reason', async () => {
    const both = [await opened('alice', 'phone'), await opened('alice', 'laptop')];

    await publish({ userTag: 'alice' });

    expect(both.map(({ text }) => text.split('\n').at(-3))).toEqual(Array(2).fill('data: {"reason":"signed_out"}'));
    expect(both.map(({ writableEnded }) => writableEnded)).toEqual([true, true]);
  });

  it('continue when permissions change', async () => {
    const stream = await opened('alice', 'phone');

    await publish({ type: 'permissions.changed', userTag: 'alice' });

    expect([stream.text, stream.writableEnded]).toEqual([': open\n\nevent: permissions.changed\ndata: {}\n\n', false]);
    expect([pages.isRecent('alice'), pages.isRecent('bilal')]).toEqual([true, false]);
    await publish({ userTag: 'alice', fingerprints: ['phone-print'] });
    expect(stream.writableEnded).toBe(true);
  });

  it('follow a session to its successor', async () => {
    const stream = await opened('alice', 'old');
    await publish({
      userTag: 'alice',
      fingerprints: ['old-print'],
      successor: { fingerprint: 'new-print', id: 'new' },
    });
    sessions.ends.delete('old');
    sessions.ends.set('new', clock.now() + hour);

    await pass(1_000);
    expect([stream.text, stream.writableEnded]).toEqual([': open\n\nevent: permissions.changed\ndata: {}\n\n', false]);

    await publish({ userTag: 'alice', fingerprints: ['new-print'], reason: 'signed_out' });
    expect(stream.writableEnded).toBe(true);
  });

  it('poll the session within a second, and then every minute', async () => {
    await opened('alice', 'phone');
    await pass(1_000);
    expect(sessions.looks).toBe(1);

    await pass(59_000);
    expect(sessions.looks).toBe(1);
    await pass(1_000);
    expect(sessions.looks).toBe(2);
  });

  it('of one session read it once, however many they are', async () => {
    const tabs = [await opened('alice', 'phone'), await opened('alice', 'phone'), await opened('alice', 'phone')];
    await pass(61_000);
    expect(sessions.looks).toBe(2);

    sessions.ends.delete('phone');
    await pass(60_000);

    expect([sessions.looks, tabs.every(({ writableEnded }) => writableEnded)]).toEqual([3, true]);
  });

  it('end when the session has ended without a message', async () => {
    const stream = await opened('alice', 'phone');
    sessions.ends.delete('phone');

    await pass(1_000);

    expect(stream.text).toContain('event: session.ended\ndata: {"reason":"expired"}\n\n');
    expect(stream.writableEnded).toBe(true);
    await pass(hour);
    expect(sessions.looks).toBe(1);
  });

  it('warn a minute before the end, not sooner, and poll again at the end', async () => {
    sessions.ends.set('phone', clock.now() + 91_000);
    const stream = await opened('alice', 'phone');
    await pass(1_000);
    await pass(29_999);
    expect(stream.text).not.toContain('session.expiring');

    await pass(1);
    const expiresAt = new Date(clock.now() + 60_000).toISOString();
    expect(stream.text).toContain(`event: session.expiring\ndata: {"expiresAt":"${expiresAt}"}\n\n`);

    await pass(59_000);
    expect(sessions.looks).toBe(2);

    sessions.ends.delete('phone');
    await pass(1_000);
    expect(stream.writableEnded).toBe(true);
  });

  it('do not end when the store is unavailable, and poll again in a minute', async () => {
    const stream = await opened('alice', 'phone');
    sessions.isGone = true;
    await pass(1_000);

    expect(stream.writableEnded).toBe(false);
    expect(logged.join('')).toContain('end of a session not checked');
    sessions.isGone = false;
    await pass(59_999);
    expect(sessions.looks).toBe(1);
    await pass(1);
    expect(sessions.looks).toBe(2);
  });

  it('are not polled after their reader has gone', async () => {
    const stream = await opened('alice', 'phone');
    stream.emit('close');

    await pass(hour);
    await publish({ userTag: 'alice' });

    expect([sessions.looks, stream.text]).toEqual([0, ': open\n\n']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are not polled after their reader goes during a poll', async () => {
    const stream = await opened('alice', 'phone');
    await pass(999);
    clock.advance(1);
    jest.advanceTimersByTime(1);
    stream.emit('close');
    await pass(hour);

    expect([sessions.looks, jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('are limited to twenty per user; one that closes releases its permit', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => opened('alice', 'phone')));
    await expect(opened('alice', 'phone')).rejects.toMatchObject({ code: 'throttled' });
    await opened('bilal', 'laptop');

    all[0]?.emit('close');
    await opened('alice', 'phone');
    await expect(opened('alice', 'phone')).rejects.toMatchObject({ code: 'throttled' });
  });

  it('all end before the server closes', async () => {
    const all = [await opened('alice', 'phone'), await opened('bilal', 'laptop')];

    watch.beforeApplicationShutdown();

    expect(all.map(({ writableEnded }) => writableEnded)).toEqual([true, true]);
  });
});
