import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Clock, fingerprint, Metrics } from '../common/index.js';
import { AppConfig, type Frontend } from '../config/index.js';
import { KeyValueStore, type Write } from '../redis/index.js';
import { EntraSessionIndex, EntraSessionOver } from './entra-session-index.js';
import { formatSessionCookie, newSessionCookie, parseSessionCookie } from './session-cookie.js';
import { SessionAnnouncer } from './session-announcer.js';
import type { PermissionsChange, SessionEndReason } from './session-events.js';
import { deletionsOf, fingerprintOf, indexChangeFor, SessionIndex, type LivingEntry } from './session-index.js';
import { deletionsOfSession, successorKey, tokensVersionKey } from './session-keys.js';
import { isTouchDue, type LiveSession, type Session, type SessionReference } from './session.js';
import { StoredSessions } from './stored-sessions.js';
import { TokensGone } from './tokens-gone.js';
import { UserTags } from './user-tags.js';

/** Of one user. Every change of their index reads as many records. */
const mostSessions = 100;
/** As long as a new cookie may be on its way to the browser that signs out with the old one. */
const successorTtlMs = 60_000;

/** Where a new session comes from. */
export interface SessionOrigin {
  /** Mark of the browser. */
  readonly browser?: string | undefined;
  /** When its round trip to Entra began, in milliseconds since the epoch; undefined: now. */
  readonly begunAt?: number;
}

/**
 * Server-side sessions. All keys of a user share a hash tag. So creating, ending and counting their sessions, and
 * deleting their tokens with the last one, are single atomic steps. Absent is `undefined`; an unavailable store throws.
 */
@Injectable()
export class SessionStore {
  constructor(
    private readonly store: KeyValueStore,
    private readonly announcer: SessionAnnouncer,
    private readonly clock: Clock,
    private readonly stored: StoredSessions,
    private readonly index: SessionIndex,
    private readonly entraSessions: EntraSessionIndex,
    private readonly tags: UserTags,
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The session of a cookie at a frontend. One round trip: the session and the version of its user's tokens. A session
   * without tokens counts as absent, and so does that of another frontend.
   */
  find(cookie: string | undefined, frontend: Frontend): Promise<LiveSession | undefined> {
    const reference = referenceOf(cookie);
    return reference === undefined
      ? Promise.resolve(undefined)
      : this.stored.read(reference).then((session) => (this.#isOf(session, frontend) ? session : undefined));
  }

  /** As `find`; for a recently replaced cookie the successor of its session. It opens nothing. */
  async findToEnd(cookie: string | undefined, frontend: Frontend): Promise<LiveSession | undefined> {
    const session = await this.findSuccession(referenceOf(cookie));
    return this.#isOf(session, frontend) ? session : undefined;
  }

  #isOf(session: LiveSession | undefined, frontend: Frontend): boolean {
    return session !== undefined && this.config.frontends.findOf(session) === frontend;
  }

  /** The session, or its recent successor. */
  async findSuccession(reference: SessionReference | undefined): Promise<LiveSession | undefined> {
    for (let next = reference; next !== undefined; next = await this.#successorOf(next)) {
      const session = await this.stored.read(next);
      if (session !== undefined) {
        return session;
      }
    }
    return undefined;
  }

  /** The active session of that public handle. */
  async findByHandle(userTag: string, id: string): Promise<LiveSession | undefined> {
    return (await this.list(userTag)).find((session) => session.id === id);
  }

  /**
   * Stores a new session and returns the cookie's value. If `replaces` is of this user, it ends in the same step, and
   * so does every other session of the same browser: an old id is invalid at once. If it is of another user, it ends
   * before. The least recently used session of a user with the maximum number ends too. Undefined, and nothing stored,
   * when `replaces` is of this user and has ended meanwhile: a sign-out is not undone.
   * @throws TokensGone when the user has no tokens: store them again and retry.
   */
  async create(session: Session, replaces?: SessionReference, origin: SessionOrigin = {}): Promise<string | undefined> {
    const userTag = await this.tags.of(session.user.id, this.config.frontends.ofRecord(session));
    const cookie = newSessionCookie(userTag);
    const reference = { userTag, fingerprint: fingerprint(cookie.secret) };
    const replacedHere = replaces?.userTag === userTag ? replaces.fingerprint : undefined;
    const begunAt = origin.begunAt ?? this.clock.now();
    if (session.entraSessionId !== undefined) {
      await this.entraSessions.requireLiving(session.entraSessionId, begunAt);
      await this.entraSessions.add(session.entraSessionId, reference, session.expiresAt - this.clock.now());
    }
    if (replaces !== undefined && replacedHere === undefined) {
      await this.end(replaces, 'replaced');
    }
    let displaced: readonly LivingEntry[] = [];
    let replaced: readonly LivingEntry[] = [];
    const isCreated = await this.index.change(userTag, ({ living, now, tokensVersion }) => {
      if (tokensVersion === null) {
        throw new TokensGone();
      }
      const old = living.find(({ entry: [other] }) => other === replacedHere);
      if (replacedHere !== undefined && old === undefined) {
        return undefined;
      }
      const renewal = this.stored.renewalOf(session, userTag, old);
      const browser = origin.browser ?? old?.entry[2];
      const update = indexChangeFor(living, { replaced: old, browser, most: mostSessions });
      ({ displaced, replaced } = update);
      return {
        entries: [
          ...update.kept.map(({ entry }) => entry),
          browser === undefined
            ? [reference.fingerprint, session.expiresAt]
            : [reference.fingerprint, session.expiresAt, browser],
        ],
        expect: [{ key: tokensVersionKey(userTag), exists: true }, ...renewal.expect],
        writes: [
          ...this.stored.writesOf(renewal.session, reference, now),
          ...deletionsOf(userTag, [...displaced, ...replaced]),
          ...replaced.map((other) => successorWrite({ userTag, fingerprint: fingerprintOf(other) }, reference)),
        ],
      };
    });
    if (!isCreated) {
      return undefined;
    }
    this.metrics.count('bff_sessions_total', { event: 'created' });
    if (displaced.length > 0) {
      const fingerprints = displaced.map(fingerprintOf);
      await this.announcer.ended(userTag, displaced, { reason: 'too_many_sessions', fingerprints });
    }
    if (replaced.length > 0) {
      const successor = { fingerprint: reference.fingerprint, id: session.id };
      const fingerprints = replaced.map(fingerprintOf);
      await this.announcer.ended(userTag, replaced, { reason: 'replaced', fingerprints, successor });
    }
    if (
      session.entraSessionId !== undefined &&
      (await this.entraSessions.hasEndedSince(session.entraSessionId, begunAt))
    ) {
      await this.end(reference, 'entra_signed_out');
      throw new EntraSessionOver();
    }
    return formatSessionCookie(cookie);
  }

  /** The sessions of one browser, by its mark, even if their cookies are lost. */
  async endOfBrowser(userTag: string, browser: string, reason: SessionEndReason): Promise<void> {
    await this.#endThose(userTag, ({ entry: [, , itsBrowser] }) => itsBrowser === browser, reason);
  }

  /**
   * Records use, at most once in a while: undefined when it is too early. A session that has ended meanwhile stays
   * ended.
   */
  touch(session: LiveSession): Promise<boolean> | undefined {
    const now = this.clock.now();
    if (!isTouchDue(session.lastSeenAt, now, this.config.session)) {
      return undefined;
    }
    return this.store.commit({ writes: this.stored.useOf(session, now), whenFull: 'write' });
  }

  /** Ends one session; the user's tokens are deleted with the last one. Idempotent; false when it had ended. */
  async end(reference: SessionReference, reason: SessionEndReason): Promise<boolean> {
    return this.#endTogether(reference.userTag, [reference.fingerprint], reason);
  }

  /** As `end`, also when another tab replaces the session's cookie at this moment: the user wants to sign out. */
  async endRenewed(reference: SessionReference, reason: SessionEndReason): Promise<void> {
    let next: SessionReference | undefined = reference;
    while (next !== undefined && !(await this.end(next, reason))) {
      next = await this.#successorOf(next);
    }
  }

  /**
   * Ends all sessions of a user and deletes their tokens. With `refusedVersion` only if their tokens are still those: a
   * new sign-in has made the old refusal stale. False when nothing was done.
   */
  async endAll(userTag: string, reason: SessionEndReason, refusedVersion?: string): Promise<boolean> {
    let ended: readonly LivingEntry[] = [];
    const hasEnded = await this.index.change(userTag, ({ living, tokensVersion }) => {
      if (refusedVersion !== undefined && tokensVersion?.toString() !== refusedVersion) {
        return undefined;
      }
      ended = living;
      return {
        entries: [],
        writes: deletionsOf(userTag, living),
        expect: refusedVersion === undefined ? [] : [{ key: tokensVersionKey(userTag), value: refusedVersion }],
      };
    });
    if (hasEnded) {
      await this.announcer.ended(userTag, ended, { reason, fingerprints: [] });
    }
    return hasEnded;
  }

  /** Whether the tokens under this tag are still those of that version. */
  async hasTokens(userTag: string, version: string): Promise<boolean> {
    return (await this.store.read(tokensVersionKey(userTag)))?.toString() === version;
  }

  /** The user's permissions have changed: all of their open tabs, on all devices, poll again. */
  async announcePermissions(userTag: string, change: PermissionsChange = {}): Promise<void> {
    await this.announcer.permissionsChanged(userTag, change);
  }

  /**
   * From now on no replica uses a cached refusal of this user: each is about one version of the tokens. A consent that
   * does not change the tokens (an administrator's) would have to wait for such caches to expire.
   */
  async outdateRefusals(userTag: string): Promise<void> {
    const key = tokensVersionKey(userTag);
    await this.store.commit({
      expect: [{ key, exists: true }],
      // `put` keeps the longer time to live that the key has.
      writes: [{ kind: 'put', key, value: randomUUID(), ttlMs: 1_000 }],
    });
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
    await this.entraSessions.forget(entraSessionId, references);
    return references.length;
  }

  /** The user's active sessions, the oldest first. */
  async list(userTag: string): Promise<LiveSession[]> {
    const fingerprints = await this.index.fingerprints(userTag);
    const sessions = await Promise.all(fingerprints.map((other) => this.stored.read({ userTag, fingerprint: other })));
    return sessions.filter((session) => session !== undefined).sort((one, other) => one.createdAt - other.createdAt);
  }

  /** In one step: a hundred single ends would conflict at the index. */
  async #endTogether(userTag: string, ending: readonly string[], reason: SessionEndReason): Promise<boolean> {
    return this.#endThose(userTag, (other) => ending.includes(fingerprintOf(other)), reason, ending);
  }

  /** False when none was active. Sessions of `alsoNotify` are notified in any case: their streams may be open. */
  async #endThose(
    userTag: string,
    isEnding: (entry: LivingEntry) => boolean,
    reason: SessionEndReason,
    alsoNotify: readonly string[] = [],
  ): Promise<boolean> {
    let ended: readonly LivingEntry[] = [];
    let fingerprints: string[] = [];
    await this.index.change(userTag, ({ living }) => {
      ended = living.filter(isEnding);
      fingerprints = [...new Set([...ended.map(fingerprintOf), ...alsoNotify])];
      const others = living.filter((entry) => !isEnding(entry)).map(({ entry }) => entry);
      const writes = fingerprints.flatMap((other) => deletionsOfSession({ userTag, fingerprint: other }));
      return fingerprints.length === 0 ? undefined : { entries: others, writes };
    });
    if (fingerprints.length > 0) {
      await this.announcer.ended(userTag, ended, { reason, fingerprints });
    }
    return ended.length > 0;
  }

  async #successorOf(reference: SessionReference): Promise<SessionReference | undefined> {
    const successor = await this.store.read(successorKey(reference));
    return successor === null ? undefined : { userTag: reference.userTag, fingerprint: successor.toString() };
  }
}

function successorWrite(replaced: SessionReference, { fingerprint: value }: SessionReference): Write {
  return { kind: 'set', key: successorKey(replaced), value, ttlMs: successorTtlMs };
}

function referenceOf(cookie: string | undefined): SessionReference | undefined {
  const parsed = parseSessionCookie(cookie);
  return parsed && { userTag: parsed.userTag, fingerprint: fingerprint(parsed.secret) };
}
