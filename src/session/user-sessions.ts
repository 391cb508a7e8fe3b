import { Injectable } from '@nestjs/common';

import { AppConfig, type Frontend } from '../config/index.js';
import type { PermissionsChange, SessionEndReason } from './session-events.js';
import { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';
import { UserTags } from './user-tags.js';

/** A user at a frontend, and one of the tags of their stored data. */
export interface TaggedUser {
  readonly userId: string;
  readonly userTag: string;
  readonly frontend: Frontend;
}

/**
 * The sessions of a user of an app registration, at all frontends that have it, under each of their tags. Since the
 * tags are keyed (ADR 76), a session of an earlier version has another tag than a current one. Every method throws the
 * problem `session_store_unavailable` when the store is unavailable.
 */
@Injectable()
export class UserSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tags: UserTags,
    private readonly config: AppConfig,
  ) {}

  /** The active ones, the oldest first. */
  async list(session: LiveSession): Promise<LiveSession[]> {
    const tags = await this.#tagsOf(this.#ownerOf(session));
    const found = await Promise.all(tags.map((tag) => this.sessions.list(tag)));
    return found
      .flat()
      .filter(({ user }) => user.id === session.user.id)
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  /** The active session of the same user that has this public handle. */
  async findByHandle(session: LiveSession, id: string): Promise<LiveSession | undefined> {
    return (await this.list(session)).find((each) => each.id === id);
  }

  /**
   * Ends all of the user's sessions and deletes their tokens; the caller's last, so that a failed request can be
   * repeated.
   */
  async endAll(user: TaggedUser, reason: SessionEndReason): Promise<void> {
    const [own = user.userTag, ...others] = await this.#tagsOf(user);
    for (const tag of [...others, own]) {
      await this.sessions.endAll(tag, reason);
    }
  }

  /**
   * Entra has refused the tokens of that version. Ends the sessions that use them and, if they are the current ones,
   * those of earlier tags, whose tokens are older. Refused tokens of an earlier tag say nothing of a later sign-in.
   * False when nothing was done, because the tokens are no longer those. The refused tokens are deleted last: while
   * they exist, the call is repeated.
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
   * The user's permissions have changed: all of their tabs, on all devices, poll again. Tokens of another tag haven't
   * changed, so their cached refusals are dropped first.
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
