import type { AppConfig } from '../config/index.js';
import { apiFindings } from './api-check.js';
import { entraFindings } from './entra-check.js';
import { appPermissionFindings } from './app-permission-check.js';
import { consentFindings } from './consent-check.js';
import type { Finding } from './finding.js';
import { outsideFindings } from './outside-check.js';
import { placeFindings } from './place-check.js';
import { redisFindings } from './redis-check.js';

export { jsonOf, linesOf, type Finding } from './finding.js';

/** Holds the configuration against the world. Changes nothing. */
export async function examine(config: AppConfig): Promise<Finding[]> {
  return (
    await Promise.all([
      placeFindings(config),
      redisFindings(config),
      entraFindings(config),
      appPermissionFindings(config),
      consentFindings(config),
      apiFindings(config),
      outsideFindings(config),
    ])
  ).flat();
}
