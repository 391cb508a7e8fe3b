import { hash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Logger } from '../common/index.js';
import { AppConfig, type AccountType } from '../config/index.js';
import { hashTag, keyName, KeyValueStore } from '../redis/index.js';
import { UserSessions, type TaggedUser } from '../session/index.js';

const ttlMs = 86_400_000;

/**
 * The scopes that were refused to a user for lack of consent, over all replicas. When a token for them is issued later,
 * another user has consented elsewhere (an administrator in Entra's own pages): all of the user's tabs are notified.
 * Nothing here refuses anything, and nothing fails with it.
 */
@Injectable()
export class RefusedScopes {
  constructor(
    private readonly store: KeyValueStore,
    private readonly users: UserSessions,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  async remember(userTag: string, scopes: readonly string[]): Promise<void> {
    await this.#try(async () => {
      const writes = [{ kind: 'set', key: keyOf(userTag, scopes), value: '1', ttlMs }] as const;
      await this.store.commit({ expect: [], writes });
    });
  }

  async granted(owner: TaggedUser, scopes: readonly string[], accountType: AccountType): Promise<void> {
    await this.#try(async () => {
      if ((await this.store.take(keyOf(owner.userTag, scopes))) !== null) {
        const { permissions } = this.config;
        const isCovered = (each: readonly string[]) => each.every((scope) => scopes.includes(scope));
        const granted = permissions.names.filter((name) => isCovered(permissions.scopesOf([name], accountType)));
        await this.users.announcePermissions(owner, { granted });
      }
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warning({ err: error }, 'refused scopes not remembered');
    }
  }
}

function keyOf(userTag: string, scopes: readonly string[]): string {
  return keyName('refused', hashTag(userTag), hash('sha256', scopes.join(' '), 'base64url'));
}
