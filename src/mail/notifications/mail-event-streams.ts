import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { EventStream } from '../../http/index.js';
import { Logger, Problem } from '../../common/index.js';
import { EventBus } from '../../redis/index.js';
import {
  concerns,
  PageNotifications,
  ProofWatch,
  parseSessionEvent,
  sessionEventsChannel,
  SessionStore,
  type LiveSession,
  type SessionEvent,
  type SessionReference,
} from '../../session/index.js';
import { folderProgressChannel, parseFolderProgress } from '../folders/index.js';
import { MailboxPoller, mailChangedChannel } from './mailbox-poller.js';
import { pushNeedChannel } from './push-records.js';
import { PushSubscriptions } from './push-subscriptions.js';

const mostStreamsPerUser = 20;
/** A change is told within 30 s: the longest pause and the look itself stay below it, unless looks fail one after the other. */
const pausesMs = { shortest: 8_000, longest: 24_000, growth: 1.25, afterFailures: 60_000 };
/** A burst of changes is told as one, and once more at its end. */
const burstMs = 1_000;
/** Longer than a stream is counted as open after it was seen last. */
const removeAfterMs = 300_000;

interface Reader {
  readonly stream: EventStream;
  readonly reference: SessionReference;
  readonly cookie: string | undefined;
}

interface Mailbox {
  readonly readers: Set<Reader>;
  timer: NodeJS.Timeout | undefined;
  pauseMs: number;
  isLooking: boolean;
  hasFailed: boolean;
  /** Asked for while it was being looked at. */
  isNeeded: boolean;
  burst: NodeJS.Timeout | undefined;
  isUntold: boolean;
}

/** The open `/api/mail/events` streams of this replica, and for each mailbox the rhythm in which it is looked at. */
@Injectable()
export class MailEventStreams implements OnModuleInit, BeforeApplicationShutdown {
  readonly #mailboxes = new Map<string, Mailbox>();
  /** Streams per user that are not open yet; they count from the moment at which they are asked for. */
  readonly #opening = new Map<string, number>();
  readonly #removals = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly watch: MailboxPoller,
    private readonly push: PushSubscriptions,
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly proofs: ProofWatch,
    private readonly pages: PageNotifications,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(mailChangedChannel, (userTag) => {
      this.pages.note(userTag);
      this.#tell(userTag);
    });
    await this.bus.subscribe(folderProgressChannel, (message) => {
      const event = parseFolderProgress(message);
      if (event !== undefined) {
        this.pages.note(event.userTag);
        this.#mailboxes.get(event.userTag)?.readers.forEach(({ stream }) => {
          stream.send('folder.progress', event.progress);
        });
      }
    });
    await this.bus.subscribe(pushNeedChannel, (userTag) => {
      this.#lookNow(userTag);
    });
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      if (event !== undefined) {
        this.#dropEnded(event);
      }
    });
  }

  /** Before the server closes: it waits for every answer that has begun. */
  beforeApplicationShutdown(): void {
    for (const { readers, timer } of this.#mailboxes.values()) {
      clearTimeout(timer);
      readers.forEach(({ stream }) => {
        stream.end();
      });
    }
  }

  /** Looks once before the stream opens: a missing consent is a problem, not a silent stream. */
  async open(session: LiveSession, cookie: string | undefined, reply: FastifyReply): Promise<void> {
    const { userTag } = session.reference;
    const opening = this.#opening.get(userTag) ?? 0;
    if ((this.#mailboxes.get(userTag)?.readers.size ?? 0) + opening >= mostStreamsPerUser) {
      throw new Problem('throttled', { retryAfterSeconds: 30 });
    }
    this.#opening.set(userTag, opening + 1);
    try {
      await this.watch.poll(session);
      this.#add(session, cookie, reply);
    } finally {
      this.#opened(userTag);
    }
  }

  #add(session: LiveSession, cookie: string | undefined, reply: FastifyReply): void {
    const { reference } = session;
    const mailbox = this.#mailboxOf(reference.userTag);
    const stream = EventStream.open(reply, () => {
      stopWatching();
      mailbox.readers.delete(reader);
      this.#forgetUnread(session, mailbox);
    });
    const stopWatching = this.proofs.watch(session, () => {
      stream.end();
    });
    const reader = { stream, reference, cookie };
    mailbox.readers.add(reader);
    this.#keepSubscription(reference.userTag);
    mailbox.timer ??= this.#schedule(reference.userTag, mailbox, this.push.isConfigured ? 0 : mailbox.pauseMs);
  }

  #opened(userTag: string): void {
    const left = (this.#opening.get(userTag) ?? 1) - 1;
    if (left === 0) {
      this.#opening.delete(userTag);
    } else {
      this.#opening.set(userTag, left);
    }
  }

  #mailboxOf(userTag: string): Mailbox {
    const mailbox = this.#mailboxes.get(userTag) ?? {
      readers: new Set(),
      timer: undefined,
      pauseMs: pausesMs.shortest,
      isLooking: false,
      hasFailed: false,
      isNeeded: false,
      burst: undefined,
      isUntold: false,
    };
    this.#mailboxes.set(userTag, mailbox);
    return mailbox;
  }

  #schedule(userTag: string, mailbox: Mailbox, pauseMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      void this.#look(userTag, mailbox);
    }, pauseMs).unref();
  }

  #lookNow(userTag: string): void {
    const mailbox = this.#mailboxes.get(userTag);
    if (mailbox?.isLooking) {
      mailbox.isNeeded = true;
    } else if (mailbox !== undefined) {
      clearTimeout(mailbox.timer);
      mailbox.timer = this.#schedule(userTag, mailbox, 0);
    }
  }

  async #look(userTag: string, mailbox: Mailbox): Promise<void> {
    mailbox.isLooking = true;
    try {
      const session = await this.#livingSession(mailbox);
      const isPushed = session !== undefined && (await this.push.keep(session));
      const isChanged = session !== undefined && (await this.watch.poll(session));
      // Graph may tell minutes late or never; the longest pause keeps the promise whatever it does.
      mailbox.pauseMs = isPushed ? pausesMs.longest : pauseAfter(mailbox.pauseMs, isChanged);
      mailbox.hasFailed = false;
    } catch (error) {
      mailbox.pauseMs = mailbox.hasFailed ? pausesMs.afterFailures : pausesMs.longest;
      mailbox.hasFailed = true;
      this.logger.warning({ err: error }, 'mailbox not looked at');
    }
    mailbox.isLooking = false;
    if (mailbox.readers.size > 0) {
      mailbox.timer = this.#schedule(userTag, mailbox, mailbox.isNeeded ? 0 : mailbox.pauseMs);
      mailbox.isNeeded = false;
    }
  }

  /** Any reader's session will do; a reader whose session has ended meanwhile hears no more. */
  async #livingSession({ readers }: Mailbox): Promise<LiveSession | undefined> {
    let living: LiveSession | undefined;
    for (const { stream, cookie } of readers) {
      const session = await this.sessions.find(cookie);
      if (session === undefined) {
        stream.end();
      }
      living ??= session;
    }
    return living;
  }

  #forgetUnread(session: LiveSession, mailbox: Mailbox): void {
    if (mailbox.readers.size > 0) {
      return;
    }
    clearTimeout(mailbox.timer);
    mailbox.timer = undefined;
    this.#mailboxes.delete(session.reference.userTag);
    this.watch.release(session).catch((error: unknown) => {
      this.logger.warning({ err: error }, 'watch of a mailbox not released');
    });
    if (this.push.isConfigured) {
      this.#removeLater(session);
    }
  }

  #removeLater(session: LiveSession): void {
    const { userTag } = session.reference;
    this.#keepSubscription(userTag);
    const removal = setTimeout(() => {
      this.#removals.delete(userTag);
      this.push.remove(session).catch((error: unknown) => {
        this.logger.warning({ err: error }, 'subscription to a mailbox not removed');
      });
    }, removeAfterMs);
    this.#removals.set(userTag, removal.unref());
  }

  #keepSubscription(userTag: string): void {
    clearTimeout(this.#removals.get(userTag));
    this.#removals.delete(userTag);
  }

  #tell(userTag: string): void {
    const mailbox = this.#mailboxes.get(userTag);
    if (mailbox === undefined) {
      return;
    }
    if (mailbox.burst !== undefined) {
      mailbox.isUntold = true;
      return;
    }
    this.pages.note(userTag);
    mailbox.readers.forEach(({ stream }) => {
      stream.send('mail.changed', {});
    });
    mailbox.burst = setTimeout(() => {
      mailbox.burst = undefined;
      if (mailbox.isUntold) {
        mailbox.isUntold = false;
        this.#tell(userTag);
      }
    }, burstMs).unref();
  }

  #dropEnded(event: SessionEvent): void {
    if (event.type !== 'session.ended') {
      return;
    }
    for (const { stream, reference } of this.#mailboxes.get(event.userTag)?.readers ?? []) {
      if (concerns(event, reference.fingerprint)) {
        stream.end();
      }
    }
  }
}

function pauseAfter(pauseMs: number, isChanged: boolean): number {
  return isChanged ? pausesMs.shortest : Math.min(pauseMs * pausesMs.growth, pausesMs.longest);
}
