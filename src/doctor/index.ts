import type { AppConfig, Frontend } from '../config/index.js';
import { apiFindings } from './api-check.js';
import { entraFindings } from './entra-check.js';
import { appPermissionFindings } from './app-permission-check.js';
import { consentFindings } from './consent-check.js';
import type { Finding } from './finding.js';
import { outsideFindings } from './outside-check.js';
import { originFindings, environmentFindings } from './environment-check.js';
import { redisFindings } from './redis-check.js';

export { jsonOf, linesOf, type Finding } from './finding.js';

/** Checks the configuration against Entra, Graph, the APIs and Redis. Changes nothing. */
export async function examine(config: AppConfig): Promise<Finding[]> {
  const { all } = config.frontends;
  // Consent belongs to the app registration, however many frontends have it.
  const ofApps = all.filter(
    (one, index) => index === all.findIndex(({ entra }) => entra.clientId === one.entra.clientId),
  );
  return (
    await Promise.all([
      environmentFindings(config),
      ...all.map((frontend) => named(config, frontend, originFindings(config, frontend))),
      redisFindings(config),
      ...all.map((frontend) => named(config, frontend, entraFindings(config, frontend))),
      ...ofApps.map((frontend) => named(config, frontend, appPermissionFindings(config, frontend))),
      ...ofApps.map((frontend) => named(config, frontend, consentFindings(config, frontend))),
      apiFindings(config),
      outsideFindings(config),
    ])
  ).flat();
}

/** Its frontend, where there are several. */
async function named({ frontends }: AppConfig, { name }: Frontend, findings: Promise<Finding[]>): Promise<Finding[]> {
  return (await findings).map((each) => (frontends.areSeveral ? { ...each, text: `${name}: ${each.text}` } : each));
}
