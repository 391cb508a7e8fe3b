import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/index.js';
import type { LiveSession } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';
import { GrantedPermissions } from './granted-permissions.js';
import type { Permissions } from './schemas.js';

/** The permissions, and what the user has granted. */
@Injectable()
export class PermissionList {
  constructor(
    private readonly granted: GrantedPermissions,
    private readonly approvals: AdminApprovals,
    private readonly config: AppConfig,
  ) {}

  async of(session: LiveSession): Promise<Permissions> {
    const [states, awaited] = await Promise.all([
      this.granted.statesOf(session),
      this.approvals.awaited(session.reference.userTag),
    ]);
    const { permissions: catalogue } = this.config;
    return {
      permissions: [...states].map(([name, state]) => {
        const isAwaited = state === 'consent_required' && awaited.has(name);
        const title = catalogue.titleOf(name);
        return {
          name,
          scopes: catalogue.scopesOf([name], session.user.accountType),
          state: isAwaited ? 'admin_consent_required' : state,
          ...(title === undefined ? {} : { title }),
        };
      }),
    };
  }
}
