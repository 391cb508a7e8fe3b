import { Logger, SystemClock } from '../common/index.js';
import type { AppConfig, Frontend } from '../config/index.js';
import { EntraAuthority } from '../entra/index.js';
import { probeAppToken, type AppTokenVerdict } from '../tokens/index.js';
import { failure, ok, unknown, warning, type Finding } from './finding.js';

const severalTenants = new Set(['common', 'organizations', 'consumers']);
/** "The resource principal named … was not found in the tenant." */
const noSuchResource = 500011;

/** The permissions of the app without a user, by a token of its own at each resource of its permissions. */
export async function appPermissionFindings({ permissions }: AppConfig, frontend: Frontend): Promise<Finding[]> {
  const { entra } = frontend;
  if (severalTenants.has(entra.tenant.toLowerCase())) {
    return [
      unknown(
        'app permissions',
        `what the app may do without a user is not to be seen at ${entra.tenant}: each tenant has its own answer`,
        "Run the doctor once with ENTRA_TENANT set to a tenant's id.",
      ),
    ];
  }
  const clock = new SystemClock();
  const authority = new EntraAuthority(entra, clock, new Logger('silent'));
  return Promise.all(
    permissions
      .resourcesOf(permissions.names)
      .map(async (resource) => findingOf(resource, await probeAppToken(frontend, authority, clock, resource))),
  );
}

function findingOf(resource: string, verdict: AppTokenVerdict): Finding {
  if (verdict.kind === 'token') {
    return verdict.roles.length === 0
      ? ok('app permissions', `none at ${resource}: without a user the credential opens nothing there`)
      : warning(
          'app permissions',
          `at ${resource}: ${verdict.roles.join(', ')}, which whoever has the credential can use without any user`,
          'The service never uses them: remove application permissions, and keep the delegated ones.',
        );
  }
  if (verdict.kind === 'refused' && verdict.numbers.includes(noSuchResource)) {
    return failure(
      'app permissions',
      `the tenant has no API ${resource}`,
      "Check the scopes of APIS_FILE, and that the API's app was consented to in this tenant.",
    );
  }
  return unknown(
    'app permissions',
    `those at ${resource} could not be told${verdict.kind === 'refused' ? `: ${verdict.numbers.map((each) => `AADSTS${each}`).join(' ')}` : ''}`,
    'Look at API permissions in the app registration.',
  );
}
