import { Injectable } from '@nestjs/common';

import { isPermission, type Permission } from '../config/index.js';
import { hashTag, keyName, KeyValueStore } from '../redis/index.js';

const ttlMs = 86_400_000;

/**
 * Which permissions of a user wait for his administrator. Entra says so only once the user is on its consent page; later
 * requests for the same permission must not send him there again.
 */
@Injectable()
export class AdminApprovals {
  constructor(private readonly store: KeyValueStore) {}

  async awaited(userTag: string): Promise<ReadonlySet<Permission>> {
    const value = await this.store.read(keyOf(userTag));
    return new Set((value?.toString() ?? '').split(',').filter(isPermission));
  }

  async remember(userTag: string, permissions: readonly Permission[]): Promise<void> {
    await this.#write(userTag, [...(await this.awaited(userTag)), ...permissions]);
  }

  async forget(userTag: string, permissions: readonly Permission[]): Promise<void> {
    const awaited = await this.awaited(userTag);
    const left = [...awaited].filter((name) => !permissions.includes(name));
    if (left.length < awaited.size) {
      await this.#write(userTag, left);
    }
  }

  async #write(userTag: string, permissions: readonly Permission[]): Promise<void> {
    const key = keyOf(userTag);
    const value = [...new Set(permissions)].join(',');
    await this.store.commit({ writes: [{ kind: 'set', key, value, ttlMs }] });
  }
}

function keyOf(userTag: string): string {
  return keyName('admin', hashTag(userTag));
}
