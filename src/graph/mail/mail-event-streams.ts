import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { EventStream, Logger, Problem } from '../../common/index.js';
import { EventBus } from '../../redis/index.js';
import {
  sessionEventsChannel,
  SessionStore,
  type LiveSession,
  type SessionEvent,
  type SessionReference,
} from '../../session/index.js';
import { MailboxWatch, mailChangedChannel } from './mailbox-watch.js';

const mostStreamsPerUser = 20;
/** A change is told within 30 s: the longest pause and the look itself stay below it. */
const pausesMs = { shortest: 8_000, longest: 24_000, growth: 1.25, afterFailure: 60_000 };

interface Reader {
  readonly stream: EventStream;
  readonly reference: SessionReference;
  readonly cookie: string | undefined;
}

interface Mailbox {
  readonly readers: Set<Reader>;
  timer: NodeJS.Timeout | undefined;
  pauseMs: number;
}

/** The open `/api/mail/events` streams of this replica, and for each mailbox the rhythm in which it is looked at. */
@Injectable()
export class MailEventStreams implements OnModuleInit, BeforeApplicationShutdown {
  readonly #mailboxes = new Map<string, Mailbox>();

  constructor(
    private readonly watch: MailboxWatch,
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(mailChangedChannel, (userTag) => {
      this.#tell(userTag);
    });
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      this.#dropEnded(JSON.parse(message) as SessionEvent);
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
    const { reference } = session;
    if ((this.#mailboxes.get(reference.userTag)?.readers.size ?? 0) >= mostStreamsPerUser) {
      throw new Problem('throttled', { headers: { 'retry-after': '30' } });
    }
    await this.watch.look(session);
    const mailbox = this.#mailboxOf(reference.userTag);
    const stream = EventStream.open(reply, () => {
      mailbox.readers.delete(reader);
      this.#forgetUnread(session, mailbox);
    });
    const reader = { stream, reference, cookie };
    mailbox.readers.add(reader);
    mailbox.timer ??= this.#schedule(reference.userTag, mailbox);
  }

  #mailboxOf(userTag: string): Mailbox {
    const mailbox = this.#mailboxes.get(userTag) ?? {
      readers: new Set(),
      timer: undefined,
      pauseMs: pausesMs.shortest,
    };
    this.#mailboxes.set(userTag, mailbox);
    return mailbox;
  }

  #schedule(userTag: string, mailbox: Mailbox): NodeJS.Timeout {
    return setTimeout(() => {
      void this.#look(userTag, mailbox);
    }, mailbox.pauseMs).unref();
  }

  async #look(userTag: string, mailbox: Mailbox): Promise<void> {
    try {
      const session = await this.#livingSession(mailbox);
      const isChanged = session !== undefined && (await this.watch.look(session));
      mailbox.pauseMs = isChanged ? pausesMs.shortest : Math.min(mailbox.pauseMs * pausesMs.growth, pausesMs.longest);
    } catch (error) {
      mailbox.pauseMs = pausesMs.afterFailure;
      this.logger.warning({ err: error }, 'mailbox not looked at');
    }
    if (mailbox.readers.size > 0) {
      mailbox.timer = this.#schedule(userTag, mailbox);
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
  }

  #tell(userTag: string): void {
    const mailbox = this.#mailboxes.get(userTag);
    mailbox?.readers.forEach(({ stream }) => {
      stream.send('mail.changed', {});
    });
  }

  #dropEnded({ type, userTag, fingerprints }: SessionEvent): void {
    if (type !== 'session.ended') {
      return;
    }
    for (const { stream, reference } of this.#mailboxes.get(userTag)?.readers ?? []) {
      if (fingerprints.length === 0 || fingerprints.includes(reference.fingerprint)) {
        stream.end();
      }
    }
  }
}
