import { Injectable } from '@nestjs/common';

import { hashTag, keyName, StoredKeys } from '../redis/index.js';
import { SessionStore, UserTags, type LiveSession, type SessionUser } from '../session/index.js';
import type { UserSelector } from './admin-arguments.js';

const sessionIndexes = /^bff:session:v1:\{(?<userTag>[\w-]{22})\}:index$/;

export interface UserSessions {
  readonly userTag: string;
  readonly sessions: readonly LiveSession[];
}

/** Finds what is stored of a user. */
@Injectable()
export class UserRecords {
  constructor(
    private readonly keys: StoredKeys,
    private readonly sessions: SessionStore,
    private readonly tags: UserTags,
  ) {}

  /**
   * The user's sessions, by each signed-in user id. The search covers all sessions, as a user may have more than one
   * tag: as a guest, at frontends of several app registrations, or when the secret of the tags has changed since a
   * sign-in. With the home tenant the current tags are known too, so that it also finds what is left of a user without
   * sessions.
   */
  async sessionsOf(user: UserSelector): Promise<UserSessions[]> {
    const found: UserSessions[] = await this.#atHome(user);
    const known = new Set(found.map(({ userTag }) => userTag));
    for await (const userTag of this.userTags()) {
      if (!known.has(userTag)) {
        const sessions = await this.sessions.list(userTag);
        if (sessions.some((session) => isOf(session.user, user))) {
          found.push({ userTag, sessions });
        }
      }
    }
    return found;
  }

  /** Tags of the users who have sessions. */
  async *userTags(): AsyncGenerator<string> {
    const seen = new Set<string>();
    for await (const key of this.keys.matching(keyName('session', '*', 'index'))) {
      const userTag = sessionIndexes.exec(key)?.groups?.['userTag'];
      if (userTag !== undefined && !seen.has(userTag)) {
        seen.add(userTag);
        yield userTag;
      }
    }
  }

  /** Deletes every key that carries the user's tag, in any area. Returns the number of keys. */
  async erase(userTag: string): Promise<number> {
    let deleted = 0;
    for await (const key of this.keys.matching(`bff:*${hashTag(userTag)}*`)) {
      deleted += (await this.keys.delete(key)) ? 1 : 0;
    }
    return deleted;
  }

  async #atHome({ objectId, tenantId }: UserSelector): Promise<UserSessions[]> {
    const tags = tenantId === undefined ? [] : await this.tags.existing(`${objectId}.${tenantId}`);
    return Promise.all(tags.map(async (userTag) => ({ userTag, sessions: await this.sessions.list(userTag) })));
  }
}

/** The signed-in user id is `<object id at home>.<home tenant>`. */
function isOf({ id, tenantId }: SessionUser, user: UserSelector): boolean {
  const [objectId, homeTenantId] = id.toLowerCase().split('.');
  return (
    objectId === user.objectId &&
    (user.tenantId === undefined || user.tenantId === homeTenantId || user.tenantId === tenantId.toLowerCase())
  );
}
