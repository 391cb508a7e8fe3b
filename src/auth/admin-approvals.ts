import { Injectable, type OnModuleInit } from '@nestjs/common';

import { isPermission, type Permission } from '../config/index.js';
import { Logger } from '../common/index.js';
import { changeValue, EventBus, hashTag, keyName, KeyValueStore } from '../redis/index.js';
import { parseSessionEvent, sessionEventsChannel } from '../session/index.js';

const ttlMs = 86_400_000;

/**
 * The permissions of a user that wait for their administrator. Entra reports this only once the user is on its consent
 * page; later requests for the same permission must not send them there again.
 */
@Injectable()
export class AdminApprovals implements OnModuleInit {
  constructor(
    private readonly store: KeyValueStore,
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {}

  /** The administrator may have agreed elsewhere; that shows when Entra issues a token. */
  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      const permissions = event?.granted?.filter(isPermission) ?? [];
      if (event !== undefined && permissions.length > 0) {
        this.forget(event.userTag, permissions).catch((error: unknown) => {
          this.logger.warning({ err: error }, 'awaited approval not forgotten');
        });
      }
    });
  }

  async awaited(userTag: string): Promise<ReadonlySet<Permission>> {
    return awaitedIn(await this.store.read(keyOf(userTag)));
  }

  async remember(userTag: string, permissions: readonly Permission[]): Promise<void> {
    await this.#change(userTag, (awaited) => [...awaited, ...permissions]);
  }

  async forget(userTag: string, permissions: readonly Permission[]): Promise<void> {
    await this.#change(userTag, (awaited) => {
      const left = [...awaited].filter((name) => !permissions.includes(name));
      return left.length < awaited.size ? left : undefined;
    });
  }

  /** Two tabs may return from Entra at the same moment; the second one retries. Undefined leaves the record unchanged. */
  async #change(
    userTag: string,
    change: (awaited: ReadonlySet<Permission>) => readonly Permission[] | undefined,
  ): Promise<void> {
    const key = keyOf(userTag);
    await changeValue(this.store, key, (before) => {
      const permissions = change(awaitedIn(before));
      return permissions && { kind: 'set', key, value: [...new Set(permissions)].join(','), ttlMs };
    });
  }
}

/** A permission of another version is ignored. */
function awaitedIn(value: Buffer | null): ReadonlySet<Permission> {
  return new Set((value?.toString() ?? '').split(',').filter(isPermission));
}

function keyOf(userTag: string): string {
  return keyName('admin', hashTag(userTag));
}
