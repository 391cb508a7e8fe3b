import { Injectable } from '@nestjs/common';

import { AppConfig, type Frontend } from '../config/index.js';
import type { PermissionsChange, SessionEndReason } from './session-events.js';
import { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';
import { UserTags } from './user-tags.js';

/** A user at a frontend, and one of the tags under which something of them is stored. */
export interface TaggedUser {
  readonly userId: string;
  readonly userTag: string;
  readonly frontend: Frontend;
}

/**
 * The sessions of a user of an app registration, at all frontends that have it, under each of their tags: since the tags are keyed (ADR 76), a session that an earlier version has made has
 * another tag than one of today. Every method throws the problem `session_store_unavailable` when the store is out of reach.
 */
@Injectable()
export class UserSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tags: UserTags,
    private readonly config: AppConfig,
  ) {}

  /** The living ones, the oldest first. */
  async list(session: LiveSession): Promise<LiveSession[]> {
    const tags = await this.#tagsOf(this.#ownerOf(session));
    const found = await Promise.all(tags.map((tag) => this.sessions.list(tag)));
    return found
      .flat()
      .filter(({ user }) => user.id === session.user.id)
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  /** The living session of the same user that has this public handle. */
  async findByHandle(session: LiveSession, id: string): Promise<LiveSession | undefined> {
    return (await this.list(session)).find((each) => each.id === id);
  }

  /** Ends all of the user's sessions and deletes their tokens; the caller's last, so that whoever is refused can ask again. */
  async endAll(user: TaggedUser, reason: SessionEndReason): Promise<void> {
    const [own = user.userTag, ...others] = await this.#tagsOf(user);
    for (const tag of [...others, own]) {
      await this.sessions.endAll(tag, reason);
    }
  }

  /**
   * Entra has refused the tokens of that version: ends the sessions that use them and, if they are today's, those of earlier tags,
   * whose tokens are older. Refused tokens of an earlier tag say nothing of a later sign-in. False when nothing was done, because the
   * tokens are no longer those. The tokens that are known to be refused go last: while they are there, it is asked for again.
   */
  async endRefused({ userId, userTag, frontend }: TaggedUser, refusedVersion: string): Promise<boolean> {
    if (!(await this.sessions.hasTokens(userTag, refusedVersion))) {
      return false;
    }
    const [today, ...earlier] = await this.tags.all(userId, frontend);
    for (const tag of userTag === today ? earlier : []) {
      await this.sessions.endAll(tag, 'revoked');
    }
    return this.sessions.endAll(userTag, 'revoked', refusedVersion);
  }

  /**
   * What the user may use has changed: all of their tabs, on all devices, look again. Tokens of another tag haven't changed, so what
   * is remembered of their refusals is dropped first.
   */
  async announcePermissions(user: TaggedUser, change: PermissionsChange = {}): Promise<void> {
    for (const tag of await this.#tagsOf(user)) {
      if (tag !== user.userTag) {
        await this.sessions.outdateRefusals(tag);
      }
      await this.sessions.announcePermissions(tag, change);
    }
  }

  /** Their own first. */
  async #tagsOf({ userId, userTag, frontend }: TaggedUser): Promise<string[]> {
    return [...new Set([userTag, ...(await this.tags.all(userId, frontend))])];
  }

  #ownerOf(session: LiveSession): TaggedUser {
    const { user, reference } = session;
    return { userId: user.id, userTag: reference.userTag, frontend: this.config.frontends.ofRecord(session) };
  }
}
