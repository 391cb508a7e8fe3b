import { jest } from '@jest/globals';

import type { TabChannel, TabMessage } from '../client/index.js';
import { SessionStore } from './session-store.js';
import { alice, bilal, FakeService, nobody, problem, settled } from './testing/fake-service.js';

const session = '/auth/session';
const events = '/auth/events';

/** The other tabs of the browser. */
class FakeTabs {
  readonly posted: TabMessage[] = [];
  #listener: ((message: TabMessage) => void) | undefined;
  open = (): TabChannel => ({
    post: (message) => this.posted.push(message),
    subscribe: (listener) => {
      this.#listener = listener;
      return () => {
        this.#listener = undefined;
      };
    },
    close: () => undefined,
  });

  get isListenedTo(): boolean {
    return this.#listener !== undefined;
  }

  say(type: TabMessage['type']): void {
    this.#listener?.({ type });
  }
}

describe('the session of a page', () => {
  let service: FakeService;
  let tabs: FakeTabs;
  let store: SessionStore;
  let stop: () => void;

  beforeEach(() => {
    service = new FakeService();
    tabs = new FakeTabs();
    store = new SessionStore(service.client, tabs.open);
    stop = store.start();
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
  });

  const status = (): string => store.getSnapshot().status;

  async function signedIn(): Promise<(type: string) => void> {
    (await service.next(session)).answer(alice);
    return (await service.next(events)).stream();
  }

  it('is loading, then the user', async () => {
    expect(status()).toBe('loading');

    await signedIn();

    expect(store.getSnapshot()).toMatchObject({ status: 'signed-in', user: { name: 'Alice' } });
    expect(tabs.posted).toEqual([{ type: 'signed-in' }]);
  });

  it('has no event stream while nobody is signed in', async () => {
    (await service.next(session)).answer(nobody);

    expect(await service.unanswered(events)).toBe(0);
    expect(status()).toBe('signed-out');
  });

  it('drops a response that another tab has overtaken by signing out', async () => {
    const late = await service.next(session);
    tabs.say('signed-out');
    late.answer(alice);
    const fresh = await service.next(session);

    expect(status()).toBe('signed-out');
    fresh.answer(nobody);
    await settled();
    expect(status()).toBe('signed-out');
  });

  it('requests the session again when a user signs in while a request is pending', async () => {
    const late = await service.next(session);
    tabs.say('signed-in');
    late.answer(nobody);
    (await service.next(session)).answer(bilal);
    (await service.next(events)).stream();

    expect(store.getSnapshot()).toMatchObject({ status: 'signed-in', user: { name: 'Bilal' } });
  });

  it('stays signed in through an outage, and is unavailable when its state is unknown', async () => {
    await signedIn();
    void store.ask();
    (await service.next(session)).answer(problem('session_store_unavailable'), 503);
    await settled();
    expect(status()).toBe('signed-in');

    const other = new SessionStore(service.client, new FakeTabs().open);
    const stopOther = other.start();
    (await service.next(session)).answer(problem('session_store_unavailable'), 503);
    await settled();
    expect(other.getSnapshot()).toMatchObject({
      status: 'unavailable',
      problem: { code: 'session_store_unavailable' },
    });
    stopOther();
  });

  it('requests the session by itself after an outage', async () => {
    const first = await service.next(session);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    first.answer(problem('session_store_unavailable'), 503);
    await settled();

    jest.advanceTimersByTime(2_000);
    (await service.next(session)).answer(nobody);
    await settled();

    expect(status()).toBe('signed-out');
  });

  it('polls when the server reports that the session has ended, and closes the stream', async () => {
    const write = await signedIn();
    write('session.ended');
    (await service.next(session)).answer(nobody);
    await settled();

    expect(status()).toBe('signed-out');
    expect(await service.unanswered(events)).toBe(0);
  });

  it('polls once when a stream is refused, and does not loop', async () => {
    (await service.next(session)).answer(alice);
    (await service.next(events)).answer(problem('login_required'), 401);
    (await service.next(session)).answer(alice);

    expect(await service.unanswered(events)).toBe(0);
    tabs.say('signed-in');
    (await service.next(session)).answer(alice);
    expect((await service.next(events)).path).toBe(events);
  });

  it('reports permissions that the server or another tab has seen change', async () => {
    const write = await signedIn();
    let changes = 0;
    store.observe({ onPermissionsChanged: () => (changes += 1) });

    write('permissions.changed');
    await settled();
    tabs.say('permissions-changed');

    expect(changes).toBe(2);
  });

  it('signs out here and in the other tabs, whatever the response to an earlier request', async () => {
    await signedIn();
    void store.ask();
    const late = await service.next(session);
    const leaving = store.signOut(false);
    (await service.next('/auth/logout')).answer({ logoutUrl: 'https://entra.test/logout' });

    expect(await leaving).toBe('https://entra.test/logout');
    expect(tabs.posted).toContainEqual({ type: 'signed-out' });
    late.answer(alice);
    (await service.next(session)).answer(nobody);
    await settled();
    expect(status()).toBe('signed-out');
  });

  it('closes everything when it stops, and ignores what arrives later', async () => {
    const late = await service.next(session);
    stop();
    late.answer(alice);
    await settled();

    expect([status(), tabs.isListenedTo, await service.unanswered(events)]).toEqual(['loading', false, 0]);
    stop = store.start();
    await signedIn();
    expect(status()).toBe('signed-in');
  });
});
