import { Injectable, type OnModuleInit, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Clock, EventStream, Logger, Problem } from '../common/index.js';
import { EventBus } from '../redis/index.js';
import {
  sessionCookieName,
  sessionEventsChannel,
  SessionStore,
  type LiveSession,
  type SessionEvent,
} from '../session/index.js';

const warningMs = 60_000;
const mostStreamsPerUser = 20;

interface Open {
  readonly stream: EventStream;
  readonly fingerprint: string;
}

/** The open `/auth/events` streams of this replica, fed by what any replica publishes. */
@Injectable()
export class AuthEventStreams implements OnModuleInit, BeforeApplicationShutdown {
  readonly #streams = new Map<string, Set<Open>>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      this.#deliver(JSON.parse(message) as SessionEvent);
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

  open(session: LiveSession, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { userTag, fingerprint } = session.reference;
    const streams = this.#streams.get(userTag) ?? new Set<Open>();
    if (streams.size >= mostStreamsPerUser) {
      throw new Problem('throttled', { headers: { 'retry-after': '30' } });
    }
    this.#streams.set(userTag, streams);
    let timer: NodeJS.Timeout | undefined;
    const stream = EventStream.open(reply, () => {
      clearTimeout(timer);
      streams.delete(entry);
      if (streams.size === 0) {
        this.#streams.delete(userTag);
      }
    });
    const entry = { stream, fingerprint };
    streams.add(entry);
    const cookie = request.cookies[sessionCookieName];
    const watch = (idleExpiresAt: number): void => {
      timer = setTimeout(
        () => void this.#check(cookie, stream, watch),
        Math.max(1_000, idleExpiresAt - this.clock.now() - warningMs),
      ).unref();
    };
    watch(session.idleExpiresAt);
    return Promise.resolve();
  }

  /** Use in another tab may have moved the end; only a look at the session tells. */
  async #check(cookie: string | undefined, stream: EventStream, watch: (at: number) => void): Promise<void> {
    try {
      const session = await this.sessions.find(cookie);
      if (session === undefined) {
        stream.send('session.ended', { reason: 'expired' });
        stream.end();
        return;
      }
      const isEnding = session.idleExpiresAt - this.clock.now() <= warningMs;
      if (isEnding) {
        stream.send('session.expiring', { expiresAt: new Date(session.idleExpiresAt).toISOString() });
      }
      watch(isEnding ? session.idleExpiresAt + warningMs : session.idleExpiresAt);
    } catch (error) {
      this.logger.warning({ err: error }, 'end of a session not checked');
      watch(this.clock.now() + 2 * warningMs);
    }
  }

  #deliver(event: SessionEvent): void {
    for (const { stream, fingerprint } of this.#streams.get(event.userTag) ?? []) {
      if (event.fingerprints.length > 0 && !event.fingerprints.includes(fingerprint)) {
        continue;
      }
      if (event.type === 'permissions.changed' || event.reason === 'replaced') {
        stream.send('permissions.changed', {});
        continue;
      }
      stream.send('session.ended', { reason: event.reason ?? 'signed_out' });
      stream.end();
    }
  }
}
