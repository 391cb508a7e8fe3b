import { Injectable } from '@nestjs/common';

import { Clock, fingerprint, Metrics } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { deletion, EventBus, KeyValueStore, type Write } from '../redis/index.js';
import { EntraSessionIndex } from './entra-session-index.js';
import { formatSessionCookie, newSessionCookie, parseSessionCookie } from './session-cookie.js';
import { sessionEventsChannel, type SessionEndReason, type SessionEvent } from './session-events.js';
import { SessionIndex, surplusOf } from './session-index.js';
import { sessionKey, sharedKeys, successorKey, tokensVersionKey } from './session-keys.js';
import { timestampOf } from './session-record.js';
import {
  idleExpiryOf,
  isTouchDue,
  userTagOf,
  type LiveSession,
  type Session,
  type SessionReference,
} from './session.js';
import { StoredSessions } from './stored-sessions.js';

/** Of one user. Every change of their index reads as many records. */
const mostSessions = 100;
/** As long as a new cookie may be on its way to the browser that signs out by the old one. */
const successorTtlMs = 60_000;

/** The tokens that a new session was to use went meanwhile, with the last of the user's other sessions. */
export class TokensGone extends Error {
  constructor() {
    super('the tokens are gone');
    this.name = 'TokensGone';
  }
}

/** Entra has signed the user out while their session was being made. */
class EntraSessionOver extends Error {
  constructor() {
    super('the session at Entra is over');
    this.name = 'EntraSessionOver';
  }
}

/**
 * Sessions, kept server-side. All keys of a user share a hash tag, so that creating, ending and counting their sessions,
 * and deleting their tokens with the last one, are single atomic steps. Absent is `undefined`; out of reach throws.
 */
@Injectable()
export class SessionStore {
  constructor(
    private readonly store: KeyValueStore,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly stored: StoredSessions,
    private readonly index: SessionIndex,
    private readonly entraSessions: EntraSessionIndex,
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
  ) {}

  /** One round trip: the session and the version of its user's tokens. A session without tokens is none. */
  find(cookie: string | undefined): Promise<LiveSession | undefined> {
    const reference = referenceOf(cookie);
    return reference === undefined ? Promise.resolve(undefined) : this.stored.read(reference);
  }

  /** As `find`; for a cookie that was replaced a moment ago the session that took its place. It opens nothing. */
  async findToEnd(cookie: string | undefined): Promise<LiveSession | undefined> {
    let reference = referenceOf(cookie);
    while (reference !== undefined) {
      const session = await this.stored.read(reference);
      if (session !== undefined) {
        return session;
      }
      reference = await this.#successorOf(reference);
    }
    return undefined;
  }

  /** The living session of that public handle. */
  async findByHandle(userTag: string, id: string): Promise<LiveSession | undefined> {
    return (await this.list(userTag)).find((session) => session.id === id);
  }

  /**
   * Stores a new session and returns the cookie's value. `replaces` ends in the same step: an old id is dead at once.
   * Of a user who has very many sessions the least recently used one ends in that step.
   * Undefined, and nothing stored, when `replaces` is of this user and has ended meanwhile: a sign-out is not undone.
   * @throws TokensGone when the user has no tokens: write them again and come back.
   */
  async create(session: Session, replaces?: SessionReference): Promise<string | undefined> {
    const userTag = userTagOf(session.user.id, this.config.entra.clientId);
    const cookie = newSessionCookie(userTag);
    const reference = { userTag, fingerprint: fingerprint(cookie.secret) };
    const replacedHere = replaces?.userTag === userTag ? replaces : undefined;
    if (session.entraSessionId !== undefined) {
      const ttlMs = session.expiresAt - this.clock.now();
      if (!(await this.entraSessions.add(session.entraSessionId, reference, ttlMs))) {
        throw new EntraSessionOver();
      }
    }
    let displaced: string[] = [];
    const isCreated = await this.index.change(userTag, ({ living, now, tokensVersion }) => {
      if (tokensVersion === null) {
        throw new TokensGone();
      }
      const others = living.filter(({ entry: [other] }) => other !== replacedHere?.fingerprint);
      if (replacedHere !== undefined && others.length === living.length) {
        return undefined;
      }
      const surplus = surplusOf(others, mostSessions);
      displaced = surplus.map(({ entry: [other] }) => other);
      const ended = replacedHere === undefined ? displaced : [...displaced, replacedHere.fingerprint];
      return {
        entries: [
          ...others.filter((other) => !surplus.includes(other)).map(({ entry }) => entry),
          [reference.fingerprint, session.expiresAt],
        ],
        expect: [{ key: tokensVersionKey(userTag), exists: true }],
        writes: [
          ...this.stored.writesOf(session, reference, now),
          ...ended.map((other) => deletion(sessionKey({ userTag, fingerprint: other }))),
          ...(replacedHere === undefined ? [] : [successorWrite(replacedHere, reference)]),
        ],
      };
    });
    if (!isCreated) {
      return undefined;
    }
    if (session.entraSessionId !== undefined && (await this.entraSessions.isOver(session.entraSessionId))) {
      await this.end(reference, 'entra_signed_out');
      throw new EntraSessionOver();
    }
    this.metrics.count('bff_sessions_total', { event: 'created' });
    if (displaced.length > 0) {
      await this.#announce(userTag, displaced, 'too_many_sessions');
    }
    if (replacedHere !== undefined) {
      const successor = { fingerprint: reference.fingerprint, id: session.id };
      await this.#announce(userTag, [replacedHere.fingerprint], 'replaced', successor);
    } else if (replaces !== undefined) {
      await this.end(replaces, 'replaced');
    }
    return formatSessionCookie(cookie);
  }

  /** Records use, at most once in a while: undefined when it is too early. A session that has ended meanwhile stays ended. */
  touch(session: LiveSession): Promise<boolean> | undefined {
    const now = this.clock.now();
    if (!isTouchDue(session.lastSeenAt, now, this.config.session)) {
      return undefined;
    }
    const { reference } = session;
    const ttlMs = idleExpiryOf(session, now, this.config.session) - now;
    return this.store.commit({
      expect: [{ key: sessionKey(reference), exists: true }],
      writes: [
        { kind: 'patch', key: sessionKey(reference), prefix: timestampOf(now) },
        { kind: 'expire', key: sessionKey(reference), ttlMs },
        ...sharedKeys(reference.userTag).map((key): Write => ({ kind: 'extend', key, ttlMs })),
      ],
    });
  }

  /** Ends one session; with the user's last one their tokens go too. Idempotent; false when it had ended. */
  async end(reference: SessionReference, reason: SessionEndReason): Promise<boolean> {
    return this.#endTogether(reference.userTag, [reference.fingerprint], reason);
  }

  /** As `end`, also when another tab gives the session a new cookie at this moment: the user wants to be out. */
  async endRenewed(reference: SessionReference, reason: SessionEndReason): Promise<void> {
    let next: SessionReference | undefined = reference;
    while (next !== undefined && !(await this.end(next, reason))) {
      next = await this.#successorOf(next);
    }
  }

  /**
   * Ends all sessions of a user and deletes their tokens. With `refusedVersion` only if their tokens are still those: a new
   * sign-in has made the old refusal worthless. False when nothing was done.
   */
  async endAll(userTag: string, reason: SessionEndReason, refusedVersion?: string): Promise<boolean> {
    const hasEnded = await this.index.change(userTag, ({ living, tokensVersion }) => {
      if (refusedVersion !== undefined && tokensVersion?.toString() !== refusedVersion) {
        return undefined;
      }
      return {
        entries: [],
        writes: living.map(({ entry: [other] }) => deletion(sessionKey({ userTag, fingerprint: other }))),
        expect: refusedVersion === undefined ? [] : [{ key: tokensVersionKey(userTag), value: refusedVersion }],
      };
    });
    if (hasEnded) {
      await this.#announce(userTag, [], reason);
    }
    return hasEnded;
  }

  /** What the user has consented to has changed: all of their open tabs look again. */
  async announcePermissions(userTag: string): Promise<void> {
    await this.#publish({ type: 'permissions.changed', userTag, fingerprints: [] });
  }

  /** Ends all sessions that came from one session at Entra. */
  async endByEntraSession(entraSessionId: string): Promise<number> {
    const references = await this.entraSessions.noteEnd(entraSessionId);
    const userTags = [...new Set(references.map(({ userTag }) => userTag))];
    const ends = userTags.map((userTag) => {
      const theirs = references.filter((reference) => reference.userTag === userTag);
      return this.#endTogether(
        userTag,
        theirs.map((reference) => reference.fingerprint),
        'entra_signed_out',
      );
    });
    await Promise.all(ends);
    await this.entraSessions.forget(entraSessionId);
    return references.length;
  }

  /** The user's living sessions, the oldest first. */
  async list(userTag: string): Promise<LiveSession[]> {
    const fingerprints = await this.index.fingerprints(userTag);
    const sessions = await Promise.all(fingerprints.map((other) => this.stored.read({ userTag, fingerprint: other })));
    return sessions.filter((session) => session !== undefined).sort((one, other) => one.createdAt - other.createdAt);
  }

  /** In one step: a hundred that end by themselves would meet at the index. */
  async #endTogether(userTag: string, ending: readonly string[], reason: SessionEndReason): Promise<boolean> {
    let isLiving = false;
    await this.index.change(userTag, ({ living }) => {
      const others = living.map(({ entry }) => entry).filter(([other]) => !ending.includes(other));
      isLiving = others.length < living.length;
      return { entries: others, writes: ending.map((other) => deletion(sessionKey({ userTag, fingerprint: other }))) };
    });
    await this.#announce(userTag, ending, reason);
    return isLiving;
  }

  async #successorOf(reference: SessionReference): Promise<SessionReference | undefined> {
    const successor = await this.store.read(successorKey(reference));
    return successor === null ? undefined : { userTag: reference.userTag, fingerprint: successor.toString() };
  }

  async #announce(
    userTag: string,
    fingerprints: readonly string[],
    reason: SessionEndReason,
    successor?: SessionEvent['successor'],
  ): Promise<void> {
    await this.#publish({ type: 'session.ended', userTag, fingerprints, reason, ...(successor && { successor }) });
  }

  async #publish(event: SessionEvent): Promise<void> {
    await this.bus.publish(sessionEventsChannel, JSON.stringify(event));
  }
}

function successorWrite(replaced: SessionReference, { fingerprint: value }: SessionReference): Write {
  return { kind: 'set', key: successorKey(replaced), value, ttlMs: successorTtlMs };
}

function referenceOf(cookie: string | undefined): SessionReference | undefined {
  const parsed = parseSessionCookie(cookie);
  return parsed && { userTag: parsed.userTag, fingerprint: fingerprint(parsed.secret) };
}
