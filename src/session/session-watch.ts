import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { EventBus } from '../redis/index.js';
import type { ForeignClient } from './client-context.js';
import { isEnforced } from './device-binding/device-binding.js';
import { PageNotifications } from './page-notifications.js';
import {
  concerns,
  parseSessionEvent,
  sessionEventsChannel,
  type SessionEndReason,
  type SessionEvent,
} from './session-events.js';
import { SessionStore } from './session-store.js';
import type { LiveSession, SessionReference } from './session.js';

const warningMs = 60_000;
/** For a lost message, and for bindings that began meanwhile. */
const longestPauseMs = 60_000;
const shortestPauseMs = 100;
/** The session may have ended while its stream was being opened. */
const firstPauseMs = 1_000;

/**
 * `expired`: by its idle limit or age. `proof_over`: the device has not renewed its proof. `stopping`: the process
 * ends.
 */
export type WatchEnd = SessionEndReason | 'expired' | 'proof_over' | 'stopping';

/** An open resource of a session: an event stream, a stream of an API. */
export interface SessionWatcher {
  /** Work of the server, which requires the session and no device: it is not notified of `proof_over`. */
  readonly outlivesProof?: boolean;
  /** Called once, the last of all calls. */
  ended(reason: WatchEnd): void;
  /** Once a minute at most, in the last minute of the idle limit; in milliseconds since the epoch. */
  expiring?(idleExpiresAt: number): void;
  permissionsChanged?(): void;
  /** In a browser of another family than it began in. */
  continuedElsewhere?(foreign: ForeignClient): void;
  /** Another session of the same user has replaced it, and is watched from now on. */
  replaced?(): void;
}

interface Watched {
  reference: SessionReference;
  readonly watchers: Set<SessionWatcher>;
  timer: NodeJS.Timeout | undefined;
  /** When the session is read next, in milliseconds since the epoch. */
  nextAt: number;
}

/**
 * Notifies the open resources of this replica of their session's state: by the events of the bus, and by reading the
 * session when it is about to end. However much is open for a session, it is read once.
 */
@Injectable()
export class SessionWatch implements OnModuleInit, BeforeApplicationShutdown {
  readonly #watched = new Map<string, Set<Watched>>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: SessionStore,
    private readonly pages: PageNotifications,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      if (event !== undefined) {
        this.#report(event);
      }
    });
  }

  /** Before the server closes: it waits for every response that has begun. */
  beforeApplicationShutdown(): void {
    const all = [...this.#watched.values()].flatMap((ofUser) => [...ofUser]);
    all.forEach((watched) => {
      this.#end(watched, 'stopping');
    });
  }

  /** The returned function ends the watch without a call. */
  watch({ reference }: LiveSession, watcher: SessionWatcher): () => void {
    const watched = this.#watchedOf(reference);
    watched.watchers.add(watcher);
    this.#schedule(watched, firstPauseMs);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size === 0) {
        this.#forget(watched);
      }
    };
  }

  #watchedOf(reference: SessionReference): Watched {
    const { userTag, fingerprint } = reference;
    const ofUser = this.#watched.get(userTag) ?? new Set<Watched>();
    this.#watched.set(userTag, ofUser);
    const known = [...ofUser].find((each) => each.reference.fingerprint === fingerprint);
    if (known !== undefined) {
      return known;
    }
    const watched = { reference, watchers: new Set<SessionWatcher>(), timer: undefined, nextAt: Infinity };
    ofUser.add(watched);
    return watched;
  }

  /** Never later than planned. */
  #schedule(watched: Watched, pauseMs: number): void {
    const nextAt = this.clock.now() + pauseMs;
    if (nextAt < watched.nextAt) {
      clearTimeout(watched.timer);
      watched.nextAt = nextAt;
      watched.timer = setTimeout(() => void this.#check(watched), pauseMs).unref();
    }
  }

  async #check(watched: Watched): Promise<void> {
    watched.nextAt = Infinity;
    const asked = watched.reference;
    try {
      const living = await this.sessions.findSuccession(asked);
      if (watched.watchers.size === 0) {
        return;
      }
      if (watched.reference.fingerprint === asked.fingerprint) {
        this.#judge(watched, living);
      } else {
        // The bus was faster: the read value is of the previous session.
        this.#schedule(watched, shortestPauseMs);
      }
    } catch (error) {
      this.logger.warning({ err: error }, 'end of a session not checked');
      if (watched.watchers.size > 0) {
        this.#schedule(watched, longestPauseMs);
      }
    }
  }

  /** Use in another tab may have moved the end; only reading the session shows it. */
  #judge(watched: Watched, living: LiveSession | undefined): void {
    const now = this.clock.now();
    if (living === undefined) {
      this.#end(watched, 'expired');
      return;
    }
    const { idleExpiresAt, device } = living;
    const proofEndsAt = this.config.deviceBinding.isOn && isEnforced(device) ? device.provedUntil : Infinity;
    if (proofEndsAt <= now) {
      this.#end(watched, 'proof_over', ({ outlivesProof }) => outlivesProof !== true);
      if (watched.watchers.size === 0) {
        return;
      }
    }
    if (living.reference.fingerprint !== watched.reference.fingerprint) {
      // The message of the bus was lost, or arrived before the watch.
      this.#replace(watched, living.reference);
      if (watched.watchers.size === 0) {
        return;
      }
    }
    const isEnding = idleExpiresAt - now <= warningMs;
    if (isEnding) {
      watched.watchers.forEach((watcher) => watcher.expiring?.(idleExpiresAt));
    }
    const nextAt = Math.min(
      proofEndsAt > now ? proofEndsAt : Infinity,
      isEnding ? idleExpiresAt : idleExpiresAt - warningMs,
    );
    this.#schedule(watched, Math.min(longestPauseMs, Math.max(shortestPauseMs, nextAt - now)));
  }

  #report(event: SessionEvent): void {
    const { type, userTag, successor, reason = 'signed_out' } = event;
    if (type === 'permissions.changed' || successor !== undefined) {
      // The resulting requests of the user's pages are not the user's activity.
      this.pages.note(userTag);
    }
    for (const watched of [...(this.#watched.get(userTag) ?? [])]) {
      if (!concerns(event, watched.reference.fingerprint)) {
        continue;
      }
      if (type === 'session.continued') {
        watched.watchers.forEach((watcher) =>
          watcher.continuedElsewhere?.({ browser: event.browser ?? '', country: event.country }),
        );
      } else if (successor !== undefined) {
        this.#replace(watched, { userTag, fingerprint: successor.fingerprint });
      } else if (type === 'permissions.changed') {
        watched.watchers.forEach((watcher) => watcher.permissionsChanged?.());
      } else {
        this.#end(watched, reason);
      }
    }
  }

  #replace(watched: Watched, reference: SessionReference): void {
    watched.reference = reference;
    watched.watchers.forEach((watcher) => watcher.replaced?.());
  }

  #end(watched: Watched, reason: WatchEnd, concerns: (watcher: SessionWatcher) => boolean = () => true): void {
    const ending = [...watched.watchers].filter(concerns);
    ending.forEach((watcher) => watched.watchers.delete(watcher));
    if (watched.watchers.size === 0) {
      this.#forget(watched);
    }
    ending.forEach((watcher) => {
      watcher.ended(reason);
    });
  }

  #forget(watched: Watched): void {
    const { userTag } = watched.reference;
    clearTimeout(watched.timer);
    const ofUser = this.#watched.get(userTag);
    ofUser?.delete(watched);
    if (ofUser?.size === 0) {
      this.#watched.delete(userTag);
    }
  }
}
