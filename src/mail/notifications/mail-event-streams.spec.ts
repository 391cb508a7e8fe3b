import { Writable } from 'node:stream';

import { jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';

import { Logger, SystemClock } from '../../common/index.js';
import { EmbeddedEventBus } from '../../redis/index.js';
import type { AppConfig } from '../../config/index.js';
import {
  PageNotifications,
  sessionEventsChannel,
  SessionWatch,
  unbound,
  type LiveSession,
  type SessionStore,
} from '../../session/index.js';
import { folderProgressChannel } from '../folders/index.js';
import { MailEventStreams } from './mail-event-streams.js';
import { mailChangedChannel, type MailboxPoller } from './mailbox-poller.js';
import type { PushSubscriptions } from './push-subscriptions.js';

const userTag = 'alice';
const session = { reference: { userTag, fingerprint: 'f' }, idleExpiresAt: Infinity, device: unbound } as LiveSession;

/** A tab at the other end of a stream. */
class Tab {
  text = '';
  readonly raw = Object.assign(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.text += chunk.toString();
        done();
      },
    }),
    { writeHead: () => undefined },
  );
  readonly reply = { hijack: () => undefined, getHeaders: () => ({}), raw: this.raw } as unknown as FastifyReply;

  get changes(): number {
    return this.text.split('event: mail.changed').length - 1;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.raw.once('close', resolve).destroy();
    });
  }
}

/** The calls of the streams to the mailbox and to Graph's subscription for it. */
class Around {
  readonly calls: string[] = [];
  isConfigured = true;
  poll = (): Promise<boolean> => Promise.resolve(false);

  asPoller(): MailboxPoller {
    const poller = {
      poll: () => {
        this.calls.push('poll');
        return this.poll();
      },
      pollFor: (_: unknown, since: number | undefined) => {
        this.calls.push('poll');
        return since === undefined ? this.poll() : Promise.resolve(true);
      },
      release: () => Promise.resolve(this.calls.push('release')),
    };
    return poller as unknown as MailboxPoller;
  }

  asPush(): PushSubscriptions {
    const push = {
      isConfigured: this.isConfigured,
      ensure: () => Promise.resolve(this.calls.push('ensure') > 0),
      remove: () => Promise.resolve(this.calls.push('remove')),
    };
    return push as unknown as PushSubscriptions;
  }

  count(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }
}

describe('the streams of a mailbox', () => {
  let around: Around;
  let bus: EmbeddedEventBus;
  let streams: MailEventStreams;
  let pages: PageNotifications;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    around = new Around();
    bus = new EmbeddedEventBus();
  });

  afterEach(() => jest.useRealTimers());

  async function start(): Promise<void> {
    const found = (): Promise<LiveSession> => Promise.resolve(session);
    const sessions = { findSuccession: found } as unknown as SessionStore;
    const [logger, clock] = [new Logger('silent'), new SystemClock()];
    const config = { deviceBinding: { isOn: true } } as AppConfig;
    pages = new PageNotifications(clock);
    const watch = new SessionWatch(bus, sessions, pages, config, clock, logger);
    await watch.onModuleInit();
    streams = new MailEventStreams(around.asPoller(), around.asPush(), bus, sessions, watch, pages, logger);
    await streams.onModuleInit();
  }

  async function opened(): Promise<Tab> {
    const tab = new Tab();
    await streams.open(session, tab.reply);
    return tab;
  }

  it('begin with a change when there was one before they were open, and each with its own', async () => {
    await start();
    const [late, tab] = [new Tab(), await opened()];

    await streams.open(session, late.reply, { since: 1 });

    expect([late.changes, tab.changes]).toEqual([1, 0]);
    await Promise.all([late, tab].map((each) => each.close()));
  });

  it('are twenty at most, also when all are requested at once', async () => {
    await start();
    let finish: (isChanged: boolean) => void = () => undefined;
    const polled = new Promise<boolean>((resolve) => {
      finish = resolve;
    });
    around.poll = () => polled;

    const asked = Array.from({ length: 30 }, opened);
    finish(false);
    const outcomes = await Promise.allSettled(asked);

    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ reason: { code: 'throttled', headers: { 'retry-after': '30' } } });
    expect(around.count('poll')).toBe(20);
  });

  it('release their permits, whether they closed or never opened', async () => {
    await start();
    around.poll = () => Promise.reject(new Error('no consent'));
    await Promise.allSettled(Array.from({ length: 20 }, opened));
    around.poll = () => Promise.resolve(false);
    const tabs = await Promise.all(Array.from({ length: 20 }, opened));
    await expect(opened()).rejects.toMatchObject({ code: 'throttled' });

    await tabs[0]?.close();

    await expect(opened()).resolves.toBeInstanceOf(Tab);
  });

  it('report a burst at its beginning and at its end', async () => {
    await start();
    const tab = await opened();

    for (let each = 0; each < 1_000; each++) {
      await bus.publish(mailChangedChannel, userTag);
    }
    expect(tab.changes).toBe(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(tab.changes).toBe(2);
    await jest.advanceTimersByTimeAsync(10_000);

    expect(tab.changes).toBe(2);
  });

  it('relay the progress of a folder task, and skip a message of another version', async () => {
    await start();
    const tab = await opened();
    const progress = { id: 'i', folder: 'f', task: 'empty', state: 'running', total: 2, done: 1, failed: 0 };

    for (const message of ['no JSON', '{"userTag":"alice"}', JSON.stringify({ userTag, progress })]) {
      await bus.publish(folderProgressChannel, message);
    }

    expect(tab.text.split('event: folder.progress')).toHaveLength(2);
    expect(tab.text).toContain(JSON.stringify(progress));
  });

  it('release the subscription five minutes after the last of them has closed', async () => {
    await start();
    const [one, other] = [await opened(), await opened()];
    await one.close();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(around.count('remove')).toBe(0);

    await other.close();
    await jest.advanceTimersByTimeAsync(299_000);
    expect([around.count('release'), around.count('remove')]).toEqual([1, 0]);
    await jest.advanceTimersByTimeAsync(1_000);

    expect(around.count('remove')).toBe(1);
  });

  it('keep the subscription when a tab returns, and release it once', async () => {
    await start();
    for (let each = 0; each < 3; each++) {
      await (await opened()).close();
      await jest.advanceTimersByTimeAsync(290_000);
    }
    const tab = await opened();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(around.count('remove')).toBe(0);

    await tab.close();
    await jest.advanceTimersByTimeAsync(600_000);

    expect(around.count('remove')).toBe(1);
  });

  it('release the subscription when the last session has ended', async () => {
    await start();
    const tab = await opened();
    const ended = new Promise((resolve) => tab.raw.once('close', resolve));

    await bus.publish(sessionEventsChannel, JSON.stringify({ type: 'session.ended', userTag, fingerprints: ['f'] }));
    await ended;
    await jest.advanceTimersByTimeAsync(300_000);

    expect(around.count('remove')).toBe(1);
  });

  it('stop polling a mailbox that has no reader', async () => {
    await start();
    await (await opened()).close();
    const polls = around.count('poll');

    await jest.advanceTimersByTimeAsync(120_000);

    expect(around.count('poll')).toBe(polls);
  });

  it.each([
    ['with notifications', true, 24_000],
    ['without notifications', false, 8_000],
  ])('poll soon enough to notify within 30 s, %s, also after a failed poll', async (_, isConfigured, pauseMs) => {
    around.isConfigured = isConfigured;
    await start();
    await opened();
    await jest.advanceTimersByTimeAsync(0);
    const before = around.count('poll');
    await jest.advanceTimersByTimeAsync(pauseMs - 1);
    expect(around.count('poll')).toBe(before);

    around.poll = () => Promise.reject(new Error('Graph is unavailable'));
    await jest.advanceTimersByTimeAsync(1);
    expect(around.count('poll')).toBe(before + 1);
    around.poll = () => Promise.resolve(false);
    await jest.advanceTimersByTimeAsync(24_000);

    expect(around.count('poll')).toBe(before + 2);
  });
});
