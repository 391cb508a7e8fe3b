import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { Logger } from '../common/index.js';
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

/** Sessions are looked at this often: that they end by themselves is told by nobody. */
const everyMs = 15_000;

interface Bound {
  readonly end: () => void;
  /** Of the session, or of the one that took its place. */
  session: { readonly fingerprint: string; readonly id: string };
}

/** Streams of APIs that are open in this replica: each ends with the session that it was opened for, and with its proof. */
@Injectable()
export class SessionBoundStreams implements OnModuleInit, BeforeApplicationShutdown {
  readonly #streams = new Map<string, Set<Bound>>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly proofs: ProofWatch,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      if (event !== undefined) {
        this.#hear(event);
      }
    });
  }

  /** Before the server closes: it waits for every answer that has begun. */
  beforeApplicationShutdown(): void {
    [...this.#streams.values()].forEach((streams) => {
      streams.forEach(({ end }) => {
        end();
      });
    });
  }

  /** Calls `end` when the session ends; the returned function is called when the stream has ended by itself. */
  bind(session: LiveSession, end: () => void): () => void {
    const { id, reference } = session;
    const { userTag, fingerprint } = reference;
    const streams = this.#streams.get(userTag) ?? new Set<Bound>();
    this.#streams.set(userTag, streams);
    const bound: Bound = { end, session: { fingerprint, id } };
    streams.add(bound);
    const stopWatching = this.proofs.watch(session, end);
    const timer = setInterval(() => void this.#check(userTag, bound), everyMs).unref();
    // At once: the session may have ended while the API was asked.
    void this.#check(userTag, bound);
    return () => {
      clearInterval(timer);
      stopWatching();
      streams.delete(bound);
      if (streams.size === 0) {
        this.#streams.delete(userTag);
      }
    };
  }

  async #check(userTag: string, { session, end }: Bound): Promise<void> {
    try {
      if ((await this.sessions.findByHandle(userTag, session.id)) === undefined) {
        end();
      }
    } catch (error) {
      this.logger.warning({ err: error }, 'end of a session not checked');
    }
  }

  #hear(event: SessionEvent): void {
    const { type, userTag, successor } = event;
    for (const bound of this.#streams.get(userTag) ?? []) {
      if (!concerns(event, bound.session.fingerprint)) {
        continue;
      }
      bound.session = successor ?? bound.session;
      if (type === 'session.ended' && successor === undefined) {
        bound.end();
      }
    }
  }
}
