import { closePage } from '../platform/testing/fake-page.js';
import type { EventStream, EventStreamOptions } from '../client/index.js';
import { client } from '../platform/services.js';
import { mailChanges } from './mail-changes.js';
import { openMailPush } from './mail-push.js';

const readAt = '2026-01-01T00:00:00Z';

describe('the stream of changes', () => {
  let stream: Pick<EventStreamOptions, 'since' | 'onState'> = {};
  let close: () => void = () => undefined;
  let changes = 0;
  let age = 0;

  beforeEach(() => {
    const opened: EventStream = { resume: () => undefined, close: () => undefined };
    Object.assign(client, {
      mailEvents: (options: EventStreamOptions) => {
        stream = options;
        return opened;
      },
    });
    age = 60_000;
    changes = mailChanges.get();
    close = openMailPush({ asOf: () => readAt, age: () => age });
  });

  afterEach(() => {
    close();
  });

  afterAll(closePage);

  const counted = (): number => mailChanges.get() - changes;

  it('begins with the changes since the page was read, which the server reports', () => {
    expect(stream.since?.()).toBe(readAt);
    stream.onState?.('open');
    expect(counted()).toBe(0);
  });

  it('counts as a change when it opens again: the server may no longer report what was deleted since then', () => {
    stream.since?.();
    stream.onState?.('open');
    stream.onState?.('connecting');
    expect(stream.since?.()).toBeUndefined();
    stream.onState?.('open');
    expect(counted()).toBe(1);
  });

  it('counts as a change when only its second attempt opens', () => {
    stream.since?.();
    expect(stream.since?.()).toBeUndefined();
    stream.onState?.('open');
    expect(counted()).toBe(1);
  });

  it('counts as a change when another page has the connection, unless this page was just read', () => {
    age = 500;
    stream.onState?.('open');
    expect(counted()).toBe(0);
    stream.onState?.('connecting');
    expect(stream.since?.()).toBeUndefined();
    stream.onState?.('open');
    expect(counted()).toBe(1);
  });
});
