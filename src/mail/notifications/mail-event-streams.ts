import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { BurstLimit, EventStream, OpenStreams, PollSchedule, type PollOutcome } from '../../http/index.js';
import { Logger } from '../../common/index.js';
import { EventBus } from '../../redis/index.js';
import {
  PageNotifications,
  SessionStore,
  SessionWatch,
  type LiveSession,
  type SessionReference,
} from '../../session/index.js';
import { folderProgressChannel, parseFolderProgress } from '../folders/index.js';
import type { EventsQuery } from './events-query.js';
import { MailboxPoller, mailChangedChannel } from './mailbox-poller.js';
import { pushNeedChannel } from './push-records.js';
import { PushSubscriptions } from './push-subscriptions.js';

/**
 * A change is reported within 30 s: the longest pause and the poll itself stay below it, unless polls fail repeatedly.
 */
const pausesMs = { shortest: 8_000, longest: 24_000, growth: 1.25, afterFailures: 60_000 };
const burstMs = 1_000;
/** Longer than a stream counts as open after its last renewal. */
const removeAfterMs = 300_000;

interface Mailbox {
  readonly schedule: PollSchedule;
  readonly changes: BurstLimit;
  /** The sessions with open streams. */
  readonly sessions: Map<EventStream, SessionReference>;
}

/** The open `/api/mail/events` streams of this replica, and the polls of their mailboxes. */
@Injectable()
export class MailEventStreams implements OnModuleInit {
  readonly #streams = new OpenStreams();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #removals = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly poller: MailboxPoller,
    private readonly push: PushSubscriptions,
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly watch: SessionWatch,
    private readonly pages: PageNotifications,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(mailChangedChannel, (userTag) => {
      this.pages.note(userTag);
      this.#mailboxes.get(userTag)?.changes.note();
    });
    await this.bus.subscribe(folderProgressChannel, (message) => {
      const event = parseFolderProgress(message);
      if (event !== undefined) {
        this.pages.note(event.userTag);
        this.#streams.send(event.userTag, 'folder.progress', event.progress);
      }
    });
    await this.bus.subscribe(pushNeedChannel, (userTag) => {
      this.#mailboxes.get(userTag)?.schedule.pollNow();
    });
  }

  /**
   * Polls once before the stream opens: a missing consent is a problem, not a silent stream. If the reader states when
   * they last read the mailbox, the first event reports what has changed since then.
   * @throws Problem `throttled`, and the problems of the poll
   */
  async open(session: LiveSession, reply: FastifyReply, { since }: EventsQuery = {}): Promise<void> {
    const { userTag } = session.reference;
    await this.#streams.add(userTag, async () => {
      const isStale = await this.poller.pollFor(session, since);
      const mailbox = this.#mailboxOf(userTag);
      const stream = EventStream.open(reply, () => {
        stopWatching();
        this.#streams.remove(userTag, stream);
        this.#close(session, mailbox, stream);
      });
      const end = (): void => {
        stream.end();
      };
      // A session that is only replaced has another cookie: the page opens another stream with it.
      const stopWatching = this.watch.watch(session, { ended: end, replaced: end });
      mailbox.sessions.set(stream, session.reference);
      this.#ensureSubscription(userTag);
      mailbox.schedule.start(this.push.isConfigured);
      if (isStale) {
        this.pages.note(userTag);
        stream.send('mail.changed', {});
      }
      return stream;
    });
  }

  #mailboxOf(userTag: string): Mailbox {
    const known = this.#mailboxes.get(userTag);
    if (known !== undefined) {
      return known;
    }
    const sessions: Mailbox['sessions'] = new Map();
    const mailbox = {
      sessions,
      schedule: new PollSchedule(
        pausesMs,
        () => this.#poll(sessions),
        (error) => {
          this.logger.warning({ err: error }, 'mailbox not polled');
        },
      ),
      changes: new BurstLimit(burstMs, () => {
        this.pages.note(userTag);
        this.#streams.send(userTag, 'mail.changed', {});
      }),
    };
    this.#mailboxes.set(userTag, mailbox);
    return mailbox;
  }

  async #poll(sessions: Mailbox['sessions']): Promise<PollOutcome> {
    const session = await this.#livingSession(sessions);
    if (session === undefined) {
      return 'unchanged';
    }
    const isPushed = await this.push.ensure(session);
    const isChanged = await this.poller.poll(session);
    // Graph may notify minutes late or never; the longest pause keeps the promise nevertheless.
    return isPushed ? 'covered' : isChanged ? 'changed' : 'unchanged';
  }

  /** The first active one: their watch ends the streams of the others. */
  async #livingSession(sessions: Mailbox['sessions']): Promise<LiveSession | undefined> {
    const references = new Map([...sessions.values()].map((each) => [each.fingerprint, each]));
    for (const reference of references.values()) {
      const session = await this.sessions.findSuccession(reference);
      if (session !== undefined) {
        return session;
      }
    }
    return undefined;
  }

  #close(session: LiveSession, mailbox: Mailbox, stream: EventStream): void {
    mailbox.sessions.delete(stream);
    if (mailbox.sessions.size > 0) {
      return;
    }
    mailbox.schedule.stop();
    this.#mailboxes.delete(session.reference.userTag);
    this.poller.release(session).catch((error: unknown) => {
      this.logger.warning({ err: error }, 'lease of a mailbox not released');
    });
    if (this.push.isConfigured) {
      this.#removeLater(session);
    }
  }

  #removeLater(session: LiveSession): void {
    const { userTag } = session.reference;
    this.#ensureSubscription(userTag);
    const removal = setTimeout(() => {
      this.#removals.delete(userTag);
      this.push.remove(session).catch((error: unknown) => {
        this.logger.warning({ err: error }, 'subscription to a mailbox not removed');
      });
    }, removeAfterMs);
    this.#removals.set(userTag, removal.unref());
  }

  #ensureSubscription(userTag: string): void {
    clearTimeout(this.#removals.get(userTag));
    this.#removals.delete(userTag);
  }
}
