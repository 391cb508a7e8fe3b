import { jest } from '@jest/globals';

import type { BrowserPage, PageWatcher } from './browser-page.js';
import type { EventStream, StreamState } from './event-stream.js';
import { openSharedEventStream } from './shared-event-stream.js';

/** Long enough for everything that is due at once. */
const soonMs = 100;
const secondMs = 1_000;
const longMs = 30_000;

/** A browser's locks, channels and connections, for any number of pages. */
class FakeBrowser {
  readonly connections = new Set<FakePage>();
  readonly channels = new Map<FakePage, BroadcastChannel>();
  #holder: { page: FakePage; lose: (reason: Error) => void } | undefined;
  readonly #waiting: { page: FakePage; grant: () => void }[] = [];
  /** The server's response to the next connections. */
  status = 200;
  readonly #writers = new Map<FakePage, ReadableStreamDefaultController<Uint8Array>>();

  get leader(): FakePage | undefined {
    return this.#holder?.page;
  }

  say(type: string): void {
    for (const writer of this.#writers.values()) {
      writer.enqueue(new TextEncoder().encode(`event: ${type}\ndata: {}\n\n`));
    }
  }

  connect(page: FakePage, signal: AbortSignal | null | undefined): Promise<Response> {
    if (this.status !== 200) {
      return Promise.resolve(new Response(null, { status: this.status }));
    }
    this.connections.add(page);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#writers.set(page, controller);
        signal?.addEventListener('abort', () => {
          this.#disconnect(page);
          controller.error(new Error('aborted'));
        });
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
  }

  request(page: FakePage, { steal = false, signal }: LockOptions, callback: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const holder = { page, lose: reject };
        this.#holder = holder;
        void Promise.resolve(callback()).then((value) => {
          if (this.#holder === holder) {
            this.#release();
          }
          resolve(value);
        });
      };
      if (steal) {
        this.#holder?.lose(new Error('stolen'));
        grant();
        return;
      }
      const entry = { page, grant };
      signal?.addEventListener('abort', () => {
        const index = this.#waiting.indexOf(entry);
        if (index !== -1) {
          this.#waiting.splice(index, 1);
        }
        reject(new Error('aborted'));
      });
      this.#waiting.push(entry);
      this.#grantSoon();
    });
  }

  /** The page ends without notifying the others. */
  crash(page: FakePage): void {
    page.isDeaf = true;
    this.#disconnect(page);
    this.channels.delete(page);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((each) => each.page !== page));
    if (this.#holder?.page === page) {
      this.#release();
    }
  }

  #disconnect(page: FakePage): void {
    this.connections.delete(page);
    this.#writers.delete(page);
  }

  #release(): void {
    this.#holder = undefined;
    this.#grantSoon();
  }

  #grantSoon(): void {
    queueMicrotask(() => {
      if (this.#holder === undefined) {
        this.#waiting.shift()?.grant();
      }
    });
  }
}

class FakePage implements BrowserPage {
  readonly received: string[] = [];
  readonly states: StreamState[] = [];
  readonly locks: BrowserPage['locks'];
  stream: EventStream | undefined;
  isShown = true;
  /** The page hangs, or was frozen without an event. */
  isDeaf = false;
  #watcher: PageWatcher | undefined;

  constructor(
    private readonly browser: FakeBrowser,
    { hasLocks = true } = {},
  ) {
    const request = (_: string, options: LockOptions, callback: () => unknown): Promise<unknown> =>
      browser.request(this, options, callback);
    this.locks = hasLocks ? { request: request as LockManager['request'] } : undefined;
    this.stream = openSharedEventStream({
      url: '/auth/events',
      page: this,
      onEvent: ({ type }) => this.received.push(type),
      onState: (state) => this.states.push(state),
      fetch: (_, init) => browser.connect(this, init?.signal),
    });
  }

  get state(): StreamState | undefined {
    return this.states.at(-1);
  }

  openChannel(): BroadcastChannel {
    const { browser } = this;
    const channel = {
      onmessage: undefined as ((event: MessageEvent) => void) | undefined,
      postMessage: (data: unknown) => {
        for (const [other, { onmessage }] of browser.channels) {
          if (other === this || this.isDeaf) {
            continue;
          }
          queueMicrotask(() => {
            if (!other.isDeaf) {
              onmessage?.call(undefined as never, { data } as MessageEvent);
            }
          });
        }
      },
      close: () => browser.channels.delete(this),
    } as unknown as BroadcastChannel;
    browser.channels.set(this, channel);
    return channel;
  }

  isVisible(): boolean {
    return this.isShown && !this.isDeaf;
  }

  watch(watcher: PageWatcher): () => void {
    this.#watcher = watcher;
    return () => {
      this.#watcher = undefined;
    };
  }

  show(isShown: boolean): void {
    this.isShown = isShown;
    this.#watcher?.onVisibility();
  }

  sleep(): void {
    this.#watcher?.onSleep();
    this.isDeaf = true;
  }

  wake(): void {
    this.isDeaf = false;
    this.#watcher?.onWake();
  }
}

/** The test controls the clock; a stream is read in turns of the event loop. */
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the event stream of a browser', () => {
  let browser: FakeBrowser;
  let pages: FakePage[];
  const open = async (count: number, options?: { hasLocks?: boolean }): Promise<FakePage[]> => {
    const opened = Array.from({ length: count }, () => new FakePage(browser, options));
    pages.push(...opened);
    await pass(soonMs);
    return opened;
  };
  const leaderOf = (): FakePage => {
    const { leader } = browser;
    if (leader === undefined) {
      throw new Error('nobody leads');
    }
    return leader;
  };
  const others = (page: FakePage): FakePage[] => pages.filter((each) => each !== page);

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    browser = new FakeBrowser();
    pages = [];
  });
  afterEach(() => {
    for (const page of pages) {
      page.stream?.close();
    }
    jest.useRealTimers();
  });

  it('is one connection for twelve pages, and each receives each event once and knows the state', async () => {
    await open(12);
    browser.say('mail.changed');
    await pass(soonMs);

    expect(browser.connections.size).toBe(1);
    expect(pages.map(({ received }) => received)).toEqual(pages.map(() => ['mail.changed']));
    expect(pages.map(({ state }) => state)).toEqual(pages.map(() => 'open'));
  });

  it.each(['crashes', 'is closed', 'is frozen'])(
    'moves to another page within a second when the leader %s',
    async (how) => {
      await open(4);
      const first = leaderOf();
      if (how === 'crashes') {
        browser.crash(first);
      } else if (how === 'is frozen') {
        first.sleep();
      } else {
        first.stream?.close();
      }
      await pass(secondMs);
      browser.say('permissions.changed');
      await pass(soonMs);

      expect([...browser.connections]).toEqual([leaderOf()]);
      expect(leaderOf() === first).toBe(false);
      for (const page of others(first)) {
        expect([page.received, page.state]).toEqual([['permissions.changed'], 'open']);
      }
      expect(first.received).toEqual([]);
    },
  );

  it('is taken from a page that hangs, which follows when it runs again', async () => {
    await open(3);
    const first = leaderOf();
    first.isDeaf = true;
    await pass(longMs);
    expect(leaderOf() === first).toBe(false);
    first.isDeaf = false;
    await pass(longMs);
    browser.say('mail.changed');
    await pass(soonMs);

    expect(browser.connections.size).toBe(1);
    expect(pages.map(({ received }) => received)).toEqual(pages.map(() => ['mail.changed']));
  });

  it('is restored on a page that was frozen', async () => {
    await open(2);
    const first = leaderOf();
    first.sleep();
    await pass(longMs);
    first.wake();
    await pass(soonMs);
    browser.say('session.ended');
    await pass(soonMs);

    expect(browser.connections.size).toBe(1);
    expect(pages.map(({ received }) => received)).toEqual([['session.ended'], ['session.ended']]);
  });

  it('reports an interruption to all pages, which then poll again', async () => {
    await open(3);
    const first = leaderOf();
    browser.crash(first);
    await pass(secondMs);

    for (const page of others(first)) {
      expect(page.states.slice(-2)).toEqual(['connecting', 'open']);
    }
  });

  it('is retried for all when one page learns that the user is signed in again', async () => {
    browser.status = 401;
    await open(3);
    expect(pages.map(({ state }) => state)).toEqual(['refused', 'refused', 'refused']);
    browser.status = 200;
    others(leaderOf())[0]?.stream?.resume();
    await pass(soonMs);

    expect(browser.connections.size).toBe(1);
    expect(pages.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
  });

  it('is retried when a new page joins, which is signed in', async () => {
    browser.status = 401;
    await open(1);
    browser.status = 200;
    await open(1);

    expect(pages.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('is not lost by hidden pages', async () => {
    await open(4);
    for (const page of pages) {
      page.show(false);
    }
    await pass(longMs);
    const first = leaderOf();
    browser.crash(first);
    await pass(secondMs);
    browser.say('mail.changed');
    await pass(soonMs);

    for (const page of others(first)) {
      expect(page.received).toEqual(['mail.changed']);
    }
  });

  it('belongs to the visible pages without Web Locks, and the others receive events through them', async () => {
    const [visible, hidden] = await open(2, { hasLocks: false });
    hidden?.show(false);
    await pass(soonMs);
    browser.say('mail.changed');
    await pass(soonMs);

    expect([...browser.connections]).toEqual([visible]);
    expect(pages.map(({ received }) => received)).toEqual([['mail.changed'], ['mail.changed']]);
    hidden?.show(true);
    visible?.show(false);
    await pass(soonMs);
    expect([...browser.connections]).toEqual([hidden]);
  });

  it('is each page’s own when the browser refuses locks', async () => {
    browser.request = () => Promise.reject(new DOMException('no storage', 'SecurityError'));
    await open(1);
    browser.say('mail.changed');
    await pass(soonMs);

    expect(pages[0]?.received).toEqual(['mail.changed']);
    expect(browser.connections.size).toBe(1);
  });
});
