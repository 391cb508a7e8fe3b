import { applyDecorators, UseGuards } from '@nestjs/common';

import { PermissionGuard, requiredPermissions } from './permission.guard.js';

/**
 * The handler is for users who have granted all of `permissions`, by their names in the product or in `APIS_FILE`.
 * Other users get 403 `consent_required` with an `interactionUrl`, as from the service's own routes. It is written
 * below `@Route`.
 */
export function RequiresPermission(...permissions: [string, ...string[]]): MethodDecorator {
  return applyDecorators(requiredPermissions(permissions), UseGuards(PermissionGuard));
}
