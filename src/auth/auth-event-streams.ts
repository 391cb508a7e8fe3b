import { Injectable, type OnModuleInit, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Clock, Logger, Problem } from '../common/index.js';
import { EventStream } from '../http/index.js';
import { EventBus } from '../redis/index.js';
import {
  concerns,
  ProofWatch,
  parseSessionEvent,
  sessionEventsChannel,
  SessionStore,
  type LiveSession,
  type SessionEvent,
} from '../session/index.js';

const warningMs = 60_000;
/** A session is looked at this often, for the case that the message of its end was lost. */
const longestPauseMs = 60_000;
const mostStreamsPerUser = 20;

interface Open {
  readonly stream: EventStream;
  /** Of the session, or of the one that took its place. */
  session: { readonly fingerprint: string; readonly id: string };
}

/** The open `/auth/events` streams of this replica, fed by what any replica publishes. */
@Injectable()
export class AuthEventStreams implements OnModuleInit, BeforeApplicationShutdown {
  readonly #streams = new Map<string, Set<Open>>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly proofs: ProofWatch,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      if (event !== undefined) {
        this.#deliver(event);
      }
    });
  }

  /** Before the server closes: it waits for every answer that has begun. */
  beforeApplicationShutdown(): void {
    [...this.#streams.values()].forEach((streams) => {
      streams.forEach(({ stream }) => {
        stream.end();
      });
    });
  }

  open(session: LiveSession, reply: FastifyReply): Promise<void> {
    const { id, reference } = session;
    const { userTag, fingerprint } = reference;
    const streams = this.#streams.get(userTag) ?? new Set<Open>();
    if (streams.size >= mostStreamsPerUser) {
      throw new Problem('throttled', { retryAfterSeconds: 30 });
    }
    this.#streams.set(userTag, streams);
    let timer: NodeJS.Timeout | undefined;
    const stream = EventStream.open(reply, () => {
      clearTimeout(timer);
      stopWatching();
      streams.delete(entry);
      if (streams.size === 0) {
        this.#streams.delete(userTag);
      }
    });
    const stopWatching = this.proofs.watch(session, () => {
      stream.end();
    });
    const entry: Open = { stream, session: { fingerprint, id } };
    streams.add(entry);
    const watch = (at: number): void => {
      if (streams.has(entry)) {
        const pauseMs = Math.min(longestPauseMs, Math.max(1_000, at - this.clock.now()));
        timer = setTimeout(() => void this.#check(userTag, entry, watch), pauseMs).unref();
      }
    };
    // At once: the session may have ended while the stream was being opened.
    watch(this.clock.now());
    return Promise.resolve();
  }

  /** Use in another tab may have moved the end; only a look at the session tells. */
  async #check(userTag: string, { stream, session }: Open, watch: (at: number) => void): Promise<void> {
    try {
      const living = await this.sessions.findByHandle(userTag, session.id);
      if (living === undefined) {
        stream.send('session.ended', { reason: 'expired' });
        stream.end();
        return;
      }
      const isEnding = living.idleExpiresAt - this.clock.now() <= warningMs;
      if (isEnding) {
        stream.send('session.expiring', { expiresAt: new Date(living.idleExpiresAt).toISOString() });
      }
      watch(isEnding ? living.idleExpiresAt : living.idleExpiresAt - warningMs);
    } catch (error) {
      this.logger.warning({ err: error }, 'end of a session not checked');
      watch(this.clock.now() + longestPauseMs);
    }
  }

  #deliver(event: SessionEvent): void {
    for (const open of this.#streams.get(event.userTag) ?? []) {
      const { stream, session } = open;
      if (!concerns(event, session.fingerprint)) {
        continue;
      }
      open.session = event.successor ?? session;
      if (event.type === 'permissions.changed' || event.successor !== undefined) {
        stream.send('permissions.changed', {});
        continue;
      }
      stream.send('session.ended', { reason: event.reason ?? 'signed_out' });
      stream.end();
    }
  }
}
