import type { MessagePage, MessageSummary } from '../../client/index.js';
import { Leadership, type Locks } from '../../client/tab-leadership.js';
import { type KnownMail, knownMail, knownUpTo, newMail } from './new-mail.js';

/** A shared lock that each visible page holds. */
export const seenLock = 'bff-seen';
const leaderLock = 'bff-new-mail';
/** The delay of the retry after a failed poll. */
const retryMs = 20_000;

interface NewMailWatchOptions {
  readonly locks: Locks;
  /** The newest messages of the Inbox, read and unread. */
  readonly fetchNewest: () => Promise<MessagePage>;
  /** Receives new mail, and whether there is more than that. */
  readonly notify: (messages: readonly MessageSummary[], hasMore: boolean) => void;
}

/**
 * Finds mail that has arrived while no page of the browser was visible. One page does so for all of them.
 *
 * Mail that arrives while a page is visible is neither reported nor requested. When the last page is hidden, the current Inbox becomes
 * the known state. If that request fails, everything received until then counts as known.
 */
export class NewMailWatch {
  readonly #leadership: Leadership;
  #known: KnownMail | undefined;
  /** Since when no page is visible, as far as this page knows (epoch, ms). */
  #unseenSince = 0;
  #hasChanged = false;
  #hasRetried = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #waiting: AbortController | undefined;

  constructor(private readonly options: NewMailWatchOptions) {
    this.#leadership = new Leadership({
      locks: options.locks,
      name: leaderLock,
      onLead: () => {
        this.#known = undefined;
        this.#unseenSince = Date.now();
        this.changed();
      },
      onLose: () => {
        this.#stopWaiting();
      },
      // Then nothing is reported: two pages would report the same mail.
      onUnavailable: () => undefined,
    });
  }

  start(): void {
    this.#leadership.stand();
  }

  /** Another page takes over. Also used to stop for good. */
  stop(): void {
    this.#leadership.withdraw();
    this.#stopWaiting();
  }

  /** The server has reported a change of mail. */
  changed(): void {
    this.#stopRetrying();
    this.#pollSoon();
  }

  #pollSoon(): void {
    if (!this.#leadership.isLeading) {
      return;
    }
    this.#hasChanged = true;
    if (!this.#isRunning) {
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#hasChanged && this.#leadership.isLeading) {
        this.#hasChanged = false;
        if (await this.#isSeen()) {
          this.#known = undefined;
          this.#pollWhenHidden();
        } else {
          await this.#poll();
        }
      }
    } finally {
      this.#isRunning = false;
    }
  }

  async #poll(): Promise<void> {
    const page = await this.options.fetchNewest().catch(() => undefined);
    if (!this.#leadership.isLeading) {
      return;
    }
    if (page === undefined) {
      this.#known ??= knownUpTo(this.#unseenSince);
      this.#retryLater();
      return;
    }
    this.#stopRetrying();
    const known = this.#known;
    this.#known = knownMail(page.items, known?.newest);
    if (known === undefined) {
      return;
    }
    const found = newMail(known, page.items);
    if (found.length > 0 && (await this.#mayNotify())) {
      this.options.notify(found, found.length === page.items.length && page.nextCursor !== null);
    }
  }

  /** A page may have become visible, or this watch may have stopped, during the request. */
  async #mayNotify(): Promise<boolean> {
    return !(await this.#isSeen()) && this.#leadership.isLeading;
  }

  #isSeen(): Promise<boolean> {
    return this.options.locks.request(seenLock, { ifAvailable: true }, (lock) => lock === null).catch(() => true);
  }

  #pollWhenHidden(): void {
    if (this.#waiting !== undefined) {
      return;
    }
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.options.locks
      .request(seenLock, { signal: waiting.signal }, () => {
        this.#waiting = undefined;
        this.#unseenSince = Date.now();
      })
      .then(
        () => {
          this.changed();
        },
        () => undefined,
      );
  }

  /** Retries once: the next change of mail finds what a second failure misses. */
  #retryLater(): void {
    if (this.#hasRetried) {
      return;
    }
    this.#hasRetried = true;
    this.#retry = setTimeout(() => {
      this.#pollSoon();
    }, retryMs);
  }

  #stopRetrying(): void {
    clearTimeout(this.#retry);
    this.#hasRetried = false;
  }

  #stopWaiting(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
    this.#stopRetrying();
  }
}
