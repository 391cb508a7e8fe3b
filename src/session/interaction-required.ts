import { Problem } from '../common/index.js';
import type { Permission } from '../config/index.js';
import type { LiveSession } from './session.js';

/** Why the user must go to Entra before the request can continue. */
export type InteractionReason =
  | { readonly kind: 'consent_required'; readonly permissions: readonly Permission[] }
  | { readonly kind: 'admin_consent_required'; readonly permissions: readonly Permission[] }
  /** `claims` is the JSON of Entra's or Graph's challenge. */
  | { readonly kind: 'step_up_required'; readonly permissions: readonly Permission[]; readonly claims: string }
  /**
   * The sign-in is too old for the request (`FreshSignIn`): only a proof by the user helps, not their session at Entra.
   */
  | { readonly kind: 'step_up_required'; readonly permissions: readonly Permission[]; readonly prompt: 'login' };

/** Thrown by a feature; `auth` turns it into a problem with an interaction ticket. */
export class InteractionRequired extends Error {
  constructor(
    readonly session: LiveSession,
    readonly reason: InteractionReason,
  ) {
    super(reason.kind);
    this.name = 'InteractionRequired';
  }
}

/** The session exists but its tokens are gone or refused: only a new sign-in helps. */
export class SignInRequired extends Error {
  constructor(readonly session: LiveSession) {
    super('login_required');
    this.name = 'SignInRequired';
  }
}

/** The code of a failure where no interaction can be offered: of one part of many. Undefined for an unexpected one. */
export function problemOfPart(error: unknown): Problem | undefined {
  if (error instanceof SignInRequired) {
    return new Problem('login_required');
  }
  if (error instanceof InteractionRequired) {
    return new Problem(error.reason.kind);
  }
  return error instanceof Problem ? error : undefined;
}
