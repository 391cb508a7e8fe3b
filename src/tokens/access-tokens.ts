import type { Secret } from '../common/index.js';
import type { Permission } from '../config/index.js';
import type { LiveSession } from '../session/index.js';

export interface AccessToken {
  readonly token: Secret;
  /** What Entra granted with this token: `Mail.Read` of Microsoft Graph, `api://orders/Orders.Read` of others. */
  readonly scopes: ReadonlySet<string>;
}

/** Access tokens on behalf of a session's user, each for one resource: Microsoft Graph, or an API of the operator. */
export abstract class AccessTokens {
  /**
   * A token that covers all `permissions`, which are of one resource: from memory, from the user's partition, or by one
   * refresh.
   * @throws InteractionRequired when the user must consent or reauthenticate.
   * @throws SignInRequired when the tokens are gone or Entra has definitely refused them.
   * @throws Problem `identity_provider_unavailable`, `session_store_unavailable`.
   */
  abstract acquire(session: LiveSession, permissions: readonly Permission[]): Promise<AccessToken>;

  /**
   * After the resource has refused `rejected` with a claims challenge: removes it and asks Entra once, silently, with
   * `claims` (JSON, decoded).
   * @throws as `acquire`; InteractionRequired of kind `step_up_required` when a silent request does not help.
   */
  abstract acquireWithClaims(
    session: LiveSession,
    permissions: readonly Permission[],
    claims: string,
    rejected: AccessToken,
  ): Promise<AccessToken>;

  /**
   * After the resource has refused `rejected` without a reason: removes it and gets another one, by one forced refresh
   * unless there was one already. Undefined when there was one a moment ago: yet another token would not help, unless
   * `wasAccepted`: the resource has accepted this one before.
   * @throws as `acquire`.
   */
  abstract acquireInsteadOf(
    session: LiveSession,
    permissions: readonly Permission[],
    rejected: AccessToken,
    wasAccepted?: boolean,
  ): Promise<AccessToken | undefined>;
}
