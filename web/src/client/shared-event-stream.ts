import { type EventStream, type EventStreamOptions, openEventStream, type StreamState } from './event-stream.js';
import type { ServerEvent } from './event-stream-parser.js';
import { type BrowserPage, thisPage } from './browser-page.js';
import { Leadership } from './tab-leadership.js';

export interface SharedEventStreamOptions extends EventStreamOptions {
  /** The browser's functions; those of this page by default. A test passes others. */
  readonly page?: BrowserPage;
}

/** The messages among the pages of one browser about one stream. */
type StreamMessage =
  | { readonly kind: 'event'; readonly event: ServerEvent }
  | { readonly kind: 'state'; readonly state: StreamState }
  /** Checks whether the leader is alive; it responds with the state. */
  | { readonly kind: 'ping' }
  /** The page has joined, or learned that the user is signed in again: a refused stream is tried again. */
  | { readonly kind: 'resume' };

/** A leader that takes longer hangs. A frozen leader has withdrawn before it froze (`onSleep`). */
const responseTimeoutMs = 2_000;
const askEveryMs = 10_000;

/**
 * One event stream for all pages of a browser. A browser allows six connections to an HTTP/1.1 origin, and each stream occupies one.
 *
 * One page is the leader (Web Locks) and has the connection. It passes events and state changes on to the other pages (BroadcastChannel).
 * When the leader is closed, crashes, is frozen or enters the back-forward cache, the next page leads. Events between two leaders are
 * lost, as between two connections of one leader. `open` after another state therefore means that the page should poll.
 *
 * Without Web Locks, a page has its own stream while it is visible; without BroadcastChannel or a document, always.
 */
export function openSharedEventStream(options: SharedEventStreamOptions): EventStream {
  const page = options.page ?? thisPage();
  return page === undefined ? openEventStream(options) : new SharedEventStream(options, page);
}

class SharedEventStream implements EventStream {
  readonly #channel: BroadcastChannel;
  readonly #leadership: Leadership | undefined;
  readonly #stopWatching: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  /** The connection, if this page has it. */
  #stream: EventStream | undefined;
  #state: StreamState = 'connecting';
  #responseTimer: ReturnType<typeof setTimeout> | undefined;
  #locksWork: boolean;

  constructor(
    private readonly options: SharedEventStreamOptions,
    private readonly page: BrowserPage,
  ) {
    const name = `bff-events ${options.url}`;
    this.#channel = page.openChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isStreamMessage(data)) {
        this.#receive(data);
      }
    };
    this.#locksWork = page.locks !== undefined;
    this.#leadership =
      page.locks === undefined
        ? undefined
        : new Leadership({
            locks: page.locks,
            name,
            onLead: () => {
              this.#connect();
            },
            onLose: () => {
              this.#disconnect();
            },
            onUnavailable: () => {
              this.#locksWork = false;
              this.#followVisibility();
            },
          });
    this.#stopWatching = page.watch({
      onVisibility: () => {
        this.#followVisibility();
      },
      onSleep: () => {
        this.#leadership?.withdraw();
        this.#disconnect();
      },
      onWake: () => {
        this.#join();
      },
    });
    this.#timer = setInterval(() => {
      if (this.page.isVisible()) {
        this.#askLeader('ping');
      }
    }, askEveryMs);
    this.#join();
  }

  resume(): void {
    if (this.#stream === undefined) {
      this.#askLeader('resume');
    } else {
      this.#stream.resume();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#responseTimer);
    this.#stopWatching();
    this.#leadership?.withdraw();
    this.#disconnect();
    this.#channel.close();
    this.options.onState?.('closed');
  }

  #join(): void {
    if (this.#locksWork) {
      this.#leadership?.stand();
      this.#askLeader('resume');
    } else {
      this.#followVisibility();
    }
  }

  #followVisibility(): void {
    if (this.#locksWork) {
      if (this.page.isVisible()) {
        this.#askLeader('ping');
      }
    } else if (this.page.isVisible()) {
      this.#connect();
    } else {
      this.#disconnect();
    }
  }

  #connect(): void {
    if (this.#stream !== undefined) {
      return;
    }
    clearTimeout(this.#responseTimer);
    let isOurs = true;
    const stream = openEventStream({
      ...this.options,
      onEvent: (event) => {
        if (!isOurs) {
          return;
        }
        this.options.onEvent(event);
        this.#post({ kind: 'event', event });
      },
      onState: (state) => {
        if (state === 'closed') {
          isOurs = false;
        } else if (isOurs) {
          this.#enterState(state);
        }
      },
    });
    this.#stream = stream;
  }

  #disconnect(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.close();
  }

  #enterState(state: StreamState): void {
    this.#setState(state);
    this.#post({ kind: 'state', state });
  }

  #setState(state: StreamState): void {
    if (this.#state === state && state === 'open') {
      return;
    }
    this.#state = state;
    this.options.onState?.(state);
  }

  #receive(message: StreamMessage): void {
    switch (message.kind) {
      case 'event':
        if (this.#stream === undefined) {
          this.options.onEvent(message.event);
        }
        break;
      case 'state':
        clearTimeout(this.#responseTimer);
        if (this.#stream === undefined) {
          this.#setState(message.state);
        }
        break;
      case 'ping':
      case 'resume':
        if (this.#stream === undefined) {
          return;
        }
        if (message.kind === 'resume') {
          this.#stream.resume();
        }
        this.#post({ kind: 'state', state: this.#state });
        break;
    }
  }

  /** A leader that does not respond is replaced; its page is frozen, or hangs. */
  #askLeader(kind: 'ping' | 'resume'): void {
    if (this.#stream !== undefined || !this.#locksWork) {
      return;
    }
    this.#post({ kind });
    clearTimeout(this.#responseTimer);
    this.#responseTimer = setTimeout(() => {
      this.#leadership?.seize();
    }, responseTimeoutMs);
  }

  #post(message: StreamMessage): void {
    this.#channel.postMessage(message);
  }
}

const KINDS: readonly string[] = ['event', 'state', 'ping', 'resume'] satisfies StreamMessage['kind'][];

/** The other pages of this origin run this code, perhaps in another version. */
function isStreamMessage(data: unknown): data is StreamMessage {
  if (typeof data !== 'object' || data === null || !('kind' in data)) {
    return false;
  }
  if (typeof data.kind !== 'string' || !KINDS.includes(data.kind)) {
    return false;
  }
  if (data.kind === 'event') {
    if (!('event' in data) || typeof data.event !== 'object' || data.event === null) {
      return false;
    }
    return 'type' in data.event && typeof data.event.type === 'string';
  }
  return data.kind !== 'state' || ('state' in data && typeof data.state === 'string');
}
