import { jest } from '@jest/globals';
import type { MessagePage, MessageSummary } from '../../client/index.js';
import type { Locks } from '../../client/tab-leadership.js';
import { NewMailWatch, seenLock } from './new-mail-watch.js';

const NOON = Date.parse('2026-11-30T12:00:00Z');

interface Entry {
  readonly mode: LockMode;
  readonly run: () => Promise<unknown>;
}

/** The locks of one browser, granted as by Web Locks: in order, shared ones together. */
class FakeLocks {
  readonly #held = new Map<string, Entry[]>();
  readonly #queued = new Map<string, Entry[]>();

  readonly request = (async (name: string, options: LockOptions, run: (lock: Lock | null) => unknown) => {
    const { mode = 'exclusive', ifAvailable = false, signal } = options;
    await Promise.resolve();
    if (ifAvailable && !this.#isFree(name, mode)) {
      return run(null);
    }
    return new Promise<unknown>((resolve, reject) => {
      const entry: Entry = {
        mode,
        run: async () => {
          await Promise.resolve(run({ name, mode })).then(resolve, reject);
        },
      };
      signal?.addEventListener('abort', () => {
        this.#remove(this.#queued, name, entry);
        reject(new Error('aborted'));
        this.#grant(name);
      });
      this.#queued.set(name, [...(this.#queued.get(name) ?? []), entry]);
      this.#grant(name);
    });
  }) as unknown as Locks['request'];

  #isFree(name: string, mode: LockMode, isQueued = false): boolean {
    const held = this.#held.get(name) ?? [];
    if (!isQueued && (this.#queued.get(name) ?? []).length > 0) {
      return false;
    }
    return held.length === 0 || (mode === 'shared' && held.every((one) => one.mode === 'shared'));
  }

  #grant(name: string): void {
    const [next] = this.#queued.get(name) ?? [];
    if (next === undefined || !this.#isFree(name, next.mode, true)) {
      return;
    }
    this.#remove(this.#queued, name, next);
    this.#held.set(name, [...(this.#held.get(name) ?? []), next]);
    void next.run().finally(() => {
      this.#remove(this.#held, name, next);
      this.#grant(name);
    });
    this.#grant(name);
  }

  #remove(from: Map<string, Entry[]>, name: string, entry: Entry): void {
    from.set(
      name,
      (from.get(name) ?? []).filter((one) => one !== entry),
    );
  }
}

/** A browser with several pages of the app, and the Inbox that they poll. */
class Scene {
  readonly locks = new FakeLocks();
  readonly notified: string[] = [];
  requests = 0;
  isOffline = false;
  #inbox: MessageSummary[] = [];
  readonly #watches: NewMailWatch[] = [];

  constructor() {
    void this.receive('old');
  }

  openPage(): NewMailWatch {
    const watch = new NewMailWatch({
      locks: this.locks,
      fetchNewest: () => {
        this.requests += 1;
        const page: MessagePage = { items: this.#inbox, nextCursor: null };
        return this.isOffline ? Promise.reject(new Error('offline')) : Promise.resolve(page);
      },
      notify: (messages) => {
        this.notified.push(...messages.map(({ id }) => id));
      },
    });
    this.#watches.push(watch);
    watch.start();
    return watch;
  }

  /** Makes the page visible until the returned function is called. */
  see(): () => void {
    const ending = new AbortController();
    const ended = new Promise<void>((resolve) => {
      ending.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    void this.locks.request(seenLock, { mode: 'shared' }, () => ended);
    return () => {
      ending.abort();
    };
  }

  async receive(id: string): Promise<void> {
    const message = { id, receivedAt: new Date(NOON + this.#inbox.length * 600_000).toISOString() };
    this.#inbox = [{ ...message, isRead: false, isDraft: false } as MessageSummary, ...this.#inbox];
    for (const watch of this.#watches) {
      watch.changed();
    }
    await settled();
  }

  close(): void {
    for (const watch of this.#watches) {
      watch.stop();
    }
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the watch for new mail', () => {
  const scenes: Scene[] = [];
  const newScene = (): Scene => {
    const scene = new Scene();
    scenes.push(scene);
    return scene;
  };
  afterEach(() => {
    for (const scene of scenes.splice(0)) {
      scene.close();
    }
  });

  it('reports once, over all pages, what arrives while none is visible', async () => {
    const scene = newScene();
    scene.openPage();
    scene.openPage();
    await settled();
    expect(scene.notified).toEqual([]);
    await scene.receive('one');
    await scene.receive('two');
    expect(scene.notified).toEqual(['one', 'two']);
  });

  it('reports and requests nothing while any page is visible, nor later what arrived then', async () => {
    const scene = newScene();
    const hide = scene.see();
    scene.openPage();
    await scene.receive('seen');
    expect([scene.notified, scene.requests]).toEqual([[], 0]);
    hide();
    await settled();
    expect(scene.requests).toBe(1);
    await scene.receive('unseen');
    expect(scene.notified).toEqual(['unseen']);
  });

  it('stops when a page is visible again, and continues when it is not', async () => {
    const scene = newScene();
    scene.openPage();
    await settled();
    const hide = scene.see();
    await scene.receive('seen');
    hide();
    await settled();
    await scene.receive('unseen');
    expect(scene.notified).toEqual(['unseen']);
  });

  it('reports later what it could not request at first', async () => {
    const scene = newScene();
    scene.openPage();
    await settled();
    scene.isOffline = true;
    await scene.receive('missed');
    expect(scene.notified).toEqual([]);
    scene.isOffline = false;
    await scene.receive('next');
    expect(scene.notified).toEqual(['next', 'missed']);
  });

  describe('when it could not poll as the last page was hidden', () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'], now: NOON + 300_000 });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    const hiddenOffline = async (): Promise<Scene> => {
      const scene = newScene();
      scene.isOffline = true;
      scene.openPage();
      await settled();
      expect(scene.requests).toBe(1);
      return scene;
    };

    it('reports what has arrived since, and no earlier message', async () => {
      const scene = await hiddenOffline();
      scene.isOffline = false;
      await scene.receive('one');
      expect(scene.notified).toEqual(['one']);
    });

    it('polls once more by itself', async () => {
      const scene = await hiddenOffline();
      await scene.receive('missed');
      expect([scene.notified, scene.requests]).toEqual([[], 2]);
      scene.isOffline = false;
      jest.advanceTimersByTime(19_999);
      await settled();
      expect(scene.requests).toBe(2);
      jest.advanceTimersByTime(1);
      await settled();
      expect([scene.notified, scene.requests]).toEqual([['missed'], 3]);
    });

    it('polls no more often while it fails, nor when it has stopped', async () => {
      const scene = await hiddenOffline();
      jest.advanceTimersByTime(60_000);
      await settled();
      jest.advanceTimersByTime(600_000);
      await settled();
      expect(scene.requests).toBe(2);
      await scene.receive('missed');
      scene.close();
      jest.advanceTimersByTime(600_000);
      await settled();
      expect(scene.requests).toBe(3);
    });
  });

  it('continues in another page when its own is closed, and nowhere when all have stopped', async () => {
    const scene = newScene();
    const first = scene.openPage();
    const second = scene.openPage();
    await settled();
    first.stop();
    await settled();
    await scene.receive('one');
    expect(scene.notified).toEqual(['one']);
    second.stop();
    await settled();
    await scene.receive('two');
    expect(scene.notified).toEqual(['one']);
  });
});
