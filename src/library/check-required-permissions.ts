import { MetadataScanner, type DiscoveryService, type Reflector } from '@nestjs/core';

import type { AppConfig } from '../config/index.js';
import { requiredPermissions } from './permission.guard.js';

/**
 * Checks the `@RequiresPermission` of every controller before there are requests.
 * @throws RangeError with every handler that requires a permission which is neither ours nor in `APIS_FILE`
 */
export function checkRequiredPermissions(
  discovery: DiscoveryService,
  reflector: Reflector,
  catalogue: AppConfig['permissions'],
): void {
  const scanner = new MetadataScanner();
  const problems = discovery.getControllers().flatMap(({ metatype }) => {
    const prototype = (metatype?.prototype ?? {}) as Record<string, () => unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      const required =
        handler === undefined ? undefined : reflector.get<readonly string[] | undefined>(requiredPermissions, handler);
      return (required ?? [])
        .filter((name) => !catalogue.has(name))
        .map((name) => `${metatype?.name ?? ''}.${method} requires ${name}`);
    });
  });
  if (problems.length > 0) {
    throw new RangeError(`${problems.join('; ')}: there is no such permission; add it to APIS_FILE`);
  }
}
