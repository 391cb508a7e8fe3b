import type { ApiConfig, AppConfig } from '../config/index.js';
import { ok, warning, type Finding } from './finding.js';

const timeLimitMs = 5_000;

/** The APIs of `APIS_FILE`, each separately: an unavailable one says nothing of the others. */
export function apiFindings({ apis, permissions }: AppConfig): Promise<Finding[]> {
  return Promise.all(
    apis.map(async (api) => {
      const [resource = ''] = permissions.resourcesOf(api.permissions);
      return findingOf(api, resource, await statusOf(api));
    }),
  );
}

function findingOf(
  { name, prefix, origin, basePath }: ApiConfig,
  resource: string,
  status: number | undefined,
): Finding {
  const target = origin + basePath;
  if (status === undefined) {
    return warning('api', `${name}: ${target} does not answer from here`, 'Check target, certificate and the way out.');
  }
  return status === 401 || status === 403
    ? ok('api', `${name}: ${prefix} leads to ${target}, with tokens for ${resource}`)
    : warning(
        'api',
        `${name}: ${target} answers ${status} to a request without a token`,
        'Check that the target is right, and that the API asks for a token.',
      );
}

async function statusOf({ origin, basePath }: ApiConfig): Promise<number | undefined> {
  const signal = AbortSignal.timeout(timeLimitMs);
  const answer = await fetch(`${origin}${basePath}/`, { redirect: 'manual', signal }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status;
}
