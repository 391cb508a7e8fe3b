import type { Permission } from '../config/index.js';
import type { LiveSession } from '../session/index.js';

export type PermissionState = 'granted' | 'consent_required' | 'admin_consent_required';

/** What the user's tokens cover; implemented by the owner of the tokens. */
export abstract class GrantedPermissions {
  /**
   * The state of each permission.
   * @throws SignInRequired when the tokens are gone.
   */
  abstract statesOf(session: LiveSession): Promise<ReadonlyMap<Permission, PermissionState>>;
}
