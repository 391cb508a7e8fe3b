import { Injectable } from '@nestjs/common';

import { AuditLog } from '../common/index.js';
import { StoredKeys } from '../redis/index.js';
import { SessionStore, type LiveSession } from '../session/index.js';
import type { AdminCommand, UserSelector } from './admin-arguments.js';
import { UserRecords } from './user-records.js';

/** The result of a command, as JSON. `isFound` false: nothing is stored of that user. */
export interface AdminAnswer {
  readonly isFound: boolean;
  readonly answer: object;
}

const areaOfKey = /^bff:(?<area>\w+):/;

/** What operators may do to sessions without a browser. Names and mail addresses are not shown. */
@Injectable()
export class AdminCommands {
  constructor(
    private readonly records: UserRecords,
    private readonly keys: StoredKeys,
    private readonly sessions: SessionStore,
    private readonly audit: AuditLog,
  ) {}

  run(command: AdminCommand): Promise<AdminAnswer> {
    switch (command.name) {
      case 'sessions list':
        return this.#list(command.user);
      case 'sessions end':
        return this.#end(command.user);
      case 'erase':
        return this.#erase(command.user);
      case 'stats':
        return this.#stats();
    }
  }

  async #list(user: UserSelector): Promise<AdminAnswer> {
    const sessions = (await this.records.sessionsOf(user)).flatMap((found) => found.sessions);
    return { isFound: sessions.length > 0, answer: { sessions: sessions.map(described) } };
  }

  async #end(user: UserSelector): Promise<AdminAnswer> {
    let ended = 0;
    for (const { userTag, sessions } of await this.records.sessionsOf(user)) {
      await this.sessions.endAll(userTag, 'revoked');
      ended += sessions.length;
    }
    this.#record('sessions end', user);
    return { isFound: ended > 0, answer: { ended } };
  }

  /** Sessions end first: replicas and tabs are notified, and nothing writes after the deletion. */
  async #erase(user: UserSelector): Promise<AdminAnswer> {
    let ended = 0;
    let deleted = 0;
    for (const { userTag, sessions } of await this.records.sessionsOf(user)) {
      await this.sessions.endAll(userTag, 'revoked');
      ended += sessions.length;
      deleted += await this.records.erase(userTag);
    }
    this.#record('erase', user);
    return { isFound: ended + deleted > 0, answer: { ended, deletedKeys: deleted } };
  }

  async #stats(): Promise<AdminAnswer> {
    const keys: Record<string, number> = {};
    for await (const key of this.keys.matching('bff:*')) {
      const area = areaOfKey.exec(key)?.groups?.['area'] ?? 'other';
      keys[area] = (keys[area] ?? 0) + 1;
    }
    let users = 0;
    let sessions = 0;
    for await (const userTag of this.records.userTags()) {
      const living = await this.sessions.list(userTag);
      users += living.length > 0 ? 1 : 0;
      sessions += living.length;
    }
    return { isFound: true, answer: { users, sessions, keys, redis: await this.keys.memory() } };
  }

  #record(command: string, { objectId, tenantId }: UserSelector): void {
    this.audit.record('session_revoked', { by: 'admin', command, user: { oid: objectId, tid: tenantId ?? '' } });
  }
}

function described({
  id,
  frontend,
  user,
  createdAt,
  lastSeenAt,
  idleExpiresAt,
  expiresAt,
  userAgent,
}: LiveSession): object {
  return {
    id,
    frontend,
    tenantId: user.tenantId,
    accountType: user.accountType,
    createdAt: isoTime(createdAt),
    lastSeenAt: isoTime(lastSeenAt),
    idleExpiresAt: isoTime(idleExpiresAt),
    expiresAt: isoTime(expiresAt),
    userAgent,
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
