import { Clock } from '../../common/index.js';
import { EmbeddedEventBus, EmbeddedKeyValueStore } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import type { GraphClient } from '../../graph/index.js';
import { MailboxPoller, mailChangedChannel } from './mailbox-poller.js';

class FakeClock extends Clock {
  time = 1_000_000;

  override now(): number {
    return this.time;
  }
}

/** A mailbox of which only the signs of change are known. */
class FakeMailbox {
  unread = 1;
  newestAt: number | undefined;
  polls = 0;
  status = 200;

  json(): Promise<unknown> {
    this.polls++;
    return Promise.resolve({
      responses: [
        { id: 'folders', status: this.status, body: { value: [{ id: 'F', unreadItemCount: this.unread }] } },
        {
          id: 'newest',
          status: 200,
          body: {
            value:
              this.newestAt === undefined
                ? []
                : [{ id: 'M', lastModifiedDateTime: new Date(this.newestAt).toISOString() }],
          },
        },
      ],
    });
  }
}

describe('the poller of a mailbox', () => {
  const session = { reference: { userTag: 'alice', fingerprint: 'f' } } as LiveSession;
  let clock: FakeClock;
  let mailbox: FakeMailbox;
  let published: string[];
  let replicas: readonly [MailboxPoller, MailboxPoller];

  beforeEach(async () => {
    clock = new FakeClock();
    mailbox = new FakeMailbox();
    published = [];
    const store = new EmbeddedKeyValueStore(clock);
    const bus = new EmbeddedEventBus();
    await bus.subscribe(mailChangedChannel, (userTag) => published.push(userTag));
    const replica = (): MailboxPoller => new MailboxPoller(mailbox as unknown as GraphClient, store, bus, clock);
    replicas = [replica(), replica()];
  });

  it('reports a change, and not the first poll', async () => {
    await replicas[0].poll(session);
    await replicas[0].poll(session);
    expect(published).toEqual([]);

    mailbox.unread++;
    await expect(replicas[0].poll(session)).resolves.toBe(true);
    expect(published).toEqual(['alice']);
  });

  it('reports to a reader what came between their list and the first poll, and to nobody what came before', async () => {
    const readAt = clock.time;
    mailbox.newestAt = readAt - 60_000;
    expect(await replicas[0].pollFor(session, readAt)).toBe(false);

    mailbox.newestAt = readAt + 500;
    clock.time += 1_000;
    const [other] = [replicas[0]];
    await other.release(session);
    expect(await replicas[1].pollFor(session, undefined)).toBe(true);
    expect(await replicas[0].pollFor(session, readAt)).toBe(true);
    expect(await replicas[0].pollFor(session, readAt + 60_000)).toBe(false);
  });

  it('reports to a reader what another replica has noticed since their list, even where only counts show it', async () => {
    await replicas[0].poll(session);
    const readAt = clock.time;
    clock.time += 20_000;
    mailbox.unread++;
    await replicas[0].poll(session);
    clock.time += 1_000;

    expect(await replicas[1].pollFor(session, readAt)).toBe(true);
    expect(await replicas[1].pollFor(session, undefined)).toBe(false);
    expect(mailbox.polls).toBe(2);
  });

  it('reports nothing to a reader whose list is younger than what polls have seen, however new that is', async () => {
    await replicas[0].poll(session);
    clock.time += 20_000;
    mailbox.newestAt = clock.time;
    await expect(replicas[0].poll(session)).resolves.toBe(true);
    clock.time += 6_000;
    const readAt = clock.time;
    clock.time += 500;

    expect(await replicas[0].pollFor(session, readAt)).toBe(false);
    expect(await replicas[1].pollFor(session, readAt)).toBe(false);
    // The clocks of replicas differ, and lists may be late: a state that was seen just before the list was read isn't
    // certainly in it.
    expect(await replicas[0].pollFor(session, readAt - 2_000)).toBe(true);

    mailbox.unread++;
    clock.time += 5_000;
    await replicas[0].poll(session);
    expect(await replicas[1].pollFor(session, readAt)).toBe(true);
  });

  it('is held by one replica at a time', async () => {
    await replicas[0].poll(session);
    mailbox.unread++;
    await replicas[1].poll(session);

    expect([mailbox.polls, published]).toEqual([1, []]);
  });

  it('moves to another replica when its holder is gone, and misses nothing', async () => {
    await replicas[0].poll(session);
    mailbox.unread++;
    clock.time += 41_000;
    await replicas[1].poll(session);

    expect(published).toEqual(['alice']);
  });

  it('moves at once when its holder releases the lease', async () => {
    await replicas[0].poll(session);
    await replicas[0].release(session);
    mailbox.unread++;
    await replicas[1].poll(session);

    expect(published).toEqual(['alice']);
  });

  it('does not treat a failed poll as a change', async () => {
    await replicas[0].poll(session);
    mailbox.status = 429;
    await expect(replicas[0].poll(session)).rejects.toMatchObject({ code: 'throttled' });

    mailbox.status = 200;
    await replicas[0].poll(session);
    expect(published).toEqual([]);
  });
});
