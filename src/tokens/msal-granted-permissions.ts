import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { GrantedPermissions, type PermissionState } from '../auth/index.js';
import { Clock, Problem } from '../common/index.js';
import { AppConfig, type Permission } from '../config/index.js';
import { EventBus } from '../redis/index.js';
import { InteractionRequired, parseSessionEvent, sessionEventsChannel, type LiveSession } from '../session/index.js';
import { AccessTokens } from './access-tokens.js';

/** A refusal is cached for this long, while the partition does not change. */
const refusalMs = 60_000;

/**
 * The permission map, by what Entra really grants: a permission is granted when a token for it can be acquired
 * silently.
 */
@Injectable()
export class MsalGrantedPermissions extends GrantedPermissions implements OnModuleInit {
  readonly #refusals = new LRUCache<string, { readonly state: PermissionState; readonly until: number }>({
    max: 10_000,
  });

  constructor(
    private readonly tokens: AccessTokens,
    private readonly bus: EventBus,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * An administrator may have agreed: refused permissions are requested again, for the whole tenant where they agreed
   * for all.
   */
  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(sessionEventsChannel, (message) => {
      const event = parseSessionEvent(message);
      if (event?.isTenantWide === true) {
        this.#refusals.clear();
      } else if (event?.type === 'permissions.changed') {
        [...this.#refusals.keys()]
          .filter((key) => key.startsWith(`${event.userTag}|`))
          .forEach((key) => this.#refusals.delete(key));
      }
    });
  }

  /**
   * One permission of unknown state (its scope is unknown to the tenant, or Entra refuses it for an unknown reason)
   * counts as not granted, and does not affect the others. When all are unknown, the call fails.
   */
  override async statesOf(session: LiveSession): Promise<ReadonlyMap<Permission, PermissionState>> {
    const states = await Promise.all(
      this.config.permissions.names.map(
        async (name) => [name, await this.#stateOf(session, name).catch(onlyOfOnePermission)] as const,
      ),
    );
    const [first] = states.map(([, state]) => state);
    if (first instanceof Problem && states.every(([, state]) => state instanceof Problem)) {
      throw first;
    }
    return new Map(states.map(([name, state]) => [name, state instanceof Problem ? 'consent_required' : state]));
  }

  async #stateOf(session: LiveSession, permission: Permission): Promise<PermissionState> {
    const key = `${session.reference.userTag}|${permission}|${session.tokensVersion}`;
    const refusal = this.#refusals.get(key);
    if (refusal !== undefined && this.clock.now() < refusal.until) {
      return refusal.state;
    }
    try {
      await this.tokens.acquire(session, [permission]);
      return 'granted';
    } catch (error) {
      if (error instanceof Problem && error.code === 'forbidden') {
        // Granted, and a policy prevents its use.
        return 'granted';
      }
      if (!(error instanceof InteractionRequired)) {
        throw error;
      }
      if (error.reason.kind === 'step_up_required') {
        // The user has granted it and gets the challenge on use.
        return 'granted';
      }
      this.#refusals.set(key, { state: error.reason.kind, until: this.clock.now() + refusalMs });
      return error.reason.kind;
    }
  }
}

/** A failure of one permission is a result; anything else (no session, no store) is a failure of all. */
function onlyOfOnePermission(reason: unknown): Problem {
  if (reason instanceof Problem && reason.code === 'identity_provider_unavailable') {
    return reason;
  }
  throw reason;
}
