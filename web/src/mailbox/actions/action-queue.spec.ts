import { messageSummary } from '../testing/message-summary.js';
import { ActionQueue, type PerformReports, type QueueEvent } from './action-queue.js';
import type { RequestedAction } from './mail-action.js';

function request(id: string): RequestedAction {
  return { id, userId: 'u', action: { kind: 'delete' }, from: 'inbox', requestedAt: 0, messages: [], origin: 'user' };
}

function queueWith(perform: (request: RequestedAction, reports: PerformReports) => Promise<void>): {
  queue: ActionQueue;
  events: QueueEvent[];
  shown: (readonly string[])[];
  undone: string[];
  stored: (readonly string[])[];
} {
  const events: QueueEvent[] = [];
  const shown: (readonly string[])[] = [];
  const undone: string[] = [];
  const stored: (readonly string[])[] = [];
  const queue = new ActionQueue({
    perform: async (one, reports) => {
      await perform(one, reports);
      return { messages: [], failed: [], spared: [] };
    },
    obstacleOf: (error) =>
      error === 'offline' || error === 'lost'
        ? { kind: 'unavailable', isSent: error === 'lost' }
        : { kind: 'refused', error },
    showDone: ({ messages }) => shown.push(messages.map(({ id }) => id)),
    showUndone: ({ id }) => undone.push(id),
    store: (requests) => stored.push(requests.map(({ id }) => id)),
    onEvent: (event) => events.push(event),
  });
  return { queue, events, shown, undone, stored };
}

function rejecting(reason: string): Promise<never> {
  return new Promise((_, reject) => {
    // The ports distinguish obstacles by value.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    reject(reason);
  });
}

describe('the queue of actions', () => {
  it('executes one at a time in the order of the requests', async () => {
    const began: string[] = [];
    let open = 0;
    const { queue } = queueWith(async ({ id }) => {
      open += 1;
      expect(open).toBe(1);
      began.push(id);
      await Promise.resolve();
      open -= 1;
    });
    for (const id of ['a', 'b', 'c']) {
      queue.request(request(id));
    }
    await queue.settled();

    expect(began).toEqual(['a', 'b', 'c']);
    expect(queue.requests.get()).toEqual([]);
  });

  it('stores what cannot be done now, and executes it later', async () => {
    let isOffline = true;
    const { queue, events, stored } = queueWith(() => (isOffline ? rejecting('offline') : Promise.resolve()));
    queue.request(request('a'));
    await queue.settled();
    queue.request(request('b'));
    expect(queue.isStalled.get()).toBe(true);
    expect(stored.at(-1)).toEqual(['a', 'b']);
    expect(events).toEqual([]);

    isOffline = false;
    queue.resume();
    await queue.settled();
    expect(events.map(({ request: { id } }) => id)).toEqual(['a', 'b']);
    expect(stored.at(-1)).toEqual([]);
  });

  it('cancels waiting actions without a request, and reports those that may have been done', async () => {
    let error = 'offline';
    const { queue, undone } = queueWith(() => rejecting(error));
    queue.request(request('a'));
    await queue.settled();
    expect(queue.revoke('a')).toBe('revoked');
    expect(undone).toEqual(['a']);

    error = 'lost';
    queue.request(request('b'));
    queue.resume();
    await queue.settled();
    expect(queue.revoke('b')).toBe('sent');
    expect(queue.revoke('b')).toBe('too-late');
    expect(undone).toEqual(['a']);
  });

  it('reverts a refused action on the page, and continues with the next', async () => {
    const { queue, events, undone } = queueWith(({ id }) => (id === 'a' ? rejecting('forbidden') : Promise.resolve()));
    queue.request(request('a'));
    queue.request(request('b'));
    await queue.settled();

    expect(undone).toEqual(['a']);
    expect(events.map(({ kind }) => kind)).toEqual(['refused', 'done']);
  });

  it('does not cancel an action that is running', async () => {
    let finish: () => void = () => undefined;
    const { queue } = queueWith(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    queue.request(request('a'));
    expect(queue.isWaiting('a')).toBe(false);
    expect(queue.revoke('a')).toBe('too-late');
    finish();
    await queue.settled();
  });

  it('acts on the messages that were found once: on the page, in storage, and when it is retried or undone', async () => {
    const performed: RequestedAction[] = [];
    const { queue, shown } = queueWith((one, { onFound }) => {
      performed.push(one);
      if (one.rests !== undefined) {
        onFound([messageSummary('1'), messageSummary('2')], [messageSummary('3')]);
      }
      return rejecting('lost');
    });
    queue.request({
      ...request('a'),
      messages: [messageSummary('1')],
      rests: [{ folder: 'inbox', upTo: '2026-01-02T00:00:00Z' }],
    });
    await queue.settled();
    queue.resume();
    await queue.settled();

    expect(shown).toEqual([['1'], ['2']]);
    expect(performed.map(({ messages, rests, spared }) => [messages.length, rests?.length, spared?.length])).toEqual([
      [1, 1, undefined],
      [2, undefined, 1],
    ]);
    expect(queue.requests.get()[0]?.messages.map(({ id }) => id)).toEqual(['1', '2']);
    expect(queue.revoke('a')).toBe('sent');
  });

  it('must reverse an action that was begun, even when the failed part did nothing', async () => {
    const { queue } = queueWith((_, { onProgress }) => {
      onProgress(60, 100);
      return rejecting('offline');
    });
    queue.request(request('a'));
    await queue.settled();
    expect(queue.revoke('a')).toBe('sent');
  });
});
