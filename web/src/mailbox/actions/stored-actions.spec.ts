import { jest } from '@jest/globals';
import { closePage, network, storage } from '../../platform/testing/fake-page.js';
import type { RequestedAction } from './mail-action.js';

type Tab = typeof import('./stored-actions.js');

const move: RequestedAction = {
  id: 'm',
  userId: 'alice',
  action: { kind: 'move', folder: 'archive', name: 'Archive' },
  from: 'inbox',
  messages: [],
  requestedAt: 0,
  origin: 'user',
};

/** The browser's locks, which all tabs share: the test decides when a waiting tab gets its lock. */
class SlowLocks {
  readonly #held = new Set<string>();
  #waiting: (() => void)[] = [];

  request = (name: string, ...rest: unknown[]): Promise<unknown> => {
    const run = rest.at(-1) as (lock: unknown) => unknown;
    if (rest.length > 1) {
      return Promise.resolve(run(this.#held.has(name) ? null : { name }));
    }
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#held.add(name);
        resolve(run({ name }));
      });
    });
  };

  async grant(): Promise<void> {
    for (const grant of this.#waiting.splice(0)) {
      grant();
    }
    await Promise.resolve();
  }

  /** The tabs are closed. */
  release(): void {
    this.#held.clear();
  }
}

describe('actions that are stored by a tab', () => {
  const before = network.locks;
  let locks: SlowLocks;
  const openTab = (): Promise<Tab> => {
    jest.resetModules();
    Object.assign(globalThis, { window: new EventTarget() });
    return import('./stored-actions.js');
  };

  const stored = (): unknown[] => Object.values(storage).map((text) => JSON.parse(String(text)) as unknown);

  beforeEach(() => {
    storage.clear();
    locks = new SlowLocks();
    Object.assign(network, { locks });
  });

  afterAll(() => {
    Object.assign(network, { locks: before });
    closePage();
  });

  it('are not taken over by a tab that opens while the first waits for its lock', async () => {
    const first = await openTab();
    first.storeActions('alice', [move]);
    const second = await openTab();
    expect(await second.takeOrphanedActions('alice')).toEqual([]);

    await locks.grant();
    expect(await second.takeOrphanedActions('alice')).toEqual([]);
    locks.release();
    expect(await second.takeOrphanedActions('alice')).toEqual([move]);
    expect(await second.takeOrphanedActions('alice')).toEqual([]);
  });

  it('are stored in their state at the time the tab gets its lock', async () => {
    const first = await openTab();
    first.storeActions('alice', [move]);
    first.storeActions('alice', []);
    await locks.grant();
    expect(Object.keys(storage)).toEqual([]);
  });

  it('are stored also when the browser refuses the lock', async () => {
    Object.assign(network, { locks: { request: () => Promise.reject(new DOMException('refused', 'SecurityError')) } });
    const tab = await openTab();
    tab.storeActions('alice', [move]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored()).toEqual([[move]]);
    tab.storeActions('alice', [move, { ...move, id: 'n' }]);
    expect(stored()).toEqual([[move, { ...move, id: 'n' }]]);
  });

  it('of the previous page are resumed by the next page of the same tab when the browser refuses the lock', async () => {
    Object.assign(network, { locks: { request: () => Promise.reject(new DOMException('refused', 'SecurityError')) } });
    const tabStorage = new Map<string, string>();
    const inTab = {
      getItem: (name: string) => tabStorage.get(name) ?? null,
      setItem: (name: string, text: string) => tabStorage.set(name, text),
      removeItem: (name: string) => tabStorage.delete(name),
    };
    Object.defineProperty(globalThis, 'sessionStorage', { value: inTab, configurable: true });
    const page = await openTab();
    const { window: ofPage } = globalThis;
    page.storeActions('alice', [move]);
    await new Promise((resolve) => setImmediate(resolve));

    // A duplicate of the tab, with a copy of its storage.
    expect(await (await openTab()).takeOrphanedActions('alice')).toEqual([]);
    ofPage.dispatchEvent(new Event('pagehide'));
    // The browser shows the same page again.
    ofPage.dispatchEvent(new Event('pageshow'));
    expect(await (await openTab()).takeOrphanedActions('alice')).toEqual([]);

    ofPage.dispatchEvent(new Event('pagehide'));
    expect(await (await openTab()).takeOrphanedActions('alice')).toEqual([move]);
    expect(stored()).toEqual([]);
  });

  it('of a user who has signed out are not stored when the lock is granted', async () => {
    const first = await openTab();
    first.storeActions('alice', [move]);
    first.deleteStoredActions('alice');
    await locks.grant();
    expect(Object.keys(storage)).toEqual([]);
  });
});
