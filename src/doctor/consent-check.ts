import { z } from 'zod';

import { resourceOf, shortScope, type AppConfig, type Frontend } from '../config/index.js';
import { readByAzureCli } from './azure-cli.js';
import { ok, unknown, warning, type Finding } from './finding.js';

const principal = z.object({ id: z.string() });
const grantList = z.object({
  value: z.array(z.object({ consentType: z.string(), resourceId: z.string(), scope: z.string() })),
});
const resourceNames = z.object({ servicePrincipalNames: z.array(z.string()) });
const authorizationPolicy = z.object({
  defaultUserRolePermissions: z.object({ permissionGrantPoliciesAssigned: z.array(z.string()) }),
});

/** The consent in the directory, as far as it could be read. */
export interface ConsentFacts {
  /** Scopes that an administrator has granted for everybody, by resource in lower case; undefined: not readable. */
  readonly forEverybody: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Ids of what users may consent to themselves (`permissionGrantPoliciesAssigned`); undefined: not readable. */
  readonly userPolicies: readonly string[] | undefined;
}

/**
 * What users were granted, and what they may consent to themselves. Neither the service's own credential nor the
 * authorize endpoint reveals it without a user. So it is read as the user of the Azure CLI, if one is signed in.
 */
export async function consentFindings(config: AppConfig, frontend: Frontend): Promise<Finding[]> {
  const facts = await factsOf(config, frontend).catch(() => undefined);
  return facts === undefined
    ? [
        unknown(
          'consent',
          'what was consented to, and to what users may consent, is not to be seen with the credential of the service',
          'Run the doctor where the Azure CLI is signed in to this directory (az login), or see Enterprise applications, Permissions.',
        ),
      ]
    : findingsOf(config, frontend, facts);
}

async function factsOf({ graphBaseUrl }: AppConfig, { entra }: Frontend): Promise<ConsentFacts> {
  const read = (path: string): Promise<unknown> => readByAzureCli(`${graphBaseUrl}${path}`);
  const { id } = principal.parse(await read(`/servicePrincipals(appId='${entra.clientId}')?$select=id`));
  const [forEverybody, policy] = await Promise.all([
    grantsOf(read, id).catch(() => undefined),
    read('/policies/authorizationPolicy')
      .then((answer) => authorizationPolicy.parse(answer))
      .catch(() => undefined),
  ]);
  return { forEverybody, userPolicies: policy?.defaultUserRolePermissions.permissionGrantPoliciesAssigned };
}

async function grantsOf(
  read: (path: string) => Promise<unknown>,
  clientId: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { value } = grantList.parse(await read(`/oauth2PermissionGrants?$filter=clientId eq '${clientId}'`));
  const granted = new Map<string, ReadonlySet<string>>();
  for (const { resourceId, scope } of value.filter(({ consentType }) => consentType === 'AllPrincipals')) {
    const path = `/servicePrincipals/${resourceId}?$select=servicePrincipalNames`;
    const { servicePrincipalNames: names } = resourceNames.parse(await read(path));
    const scopes = new Set(scope.toLowerCase().split(' '));
    names.forEach((name) => granted.set(resourceOf(`${name.replace(/\/$/, '')}/x`), scopes));
  }
  return granted;
}

/** Pure: the meaning of the facts for this configuration. */
export function findingsOf(
  { permissions }: Pick<AppConfig, 'permissions'>,
  { entra }: Pick<Frontend, 'entra'>,
  { forEverybody, userPolicies }: ConsentFacts,
): Finding[] {
  const isGranted = (scope: string): boolean => {
    const name = shortScope(scope).toLowerCase();
    return forEverybody?.get(resourceOf(scope))?.has(name.slice(name.lastIndexOf('/') + 1)) === true;
  };
  const waiting = permissions.names.filter((name) => !permissions.scopesOf([name]).every(isGranted));
  if (forEverybody !== undefined && waiting.length === 0) {
    return [ok('consent', 'an administrator has consented to every permission for everybody')];
  }
  const granted =
    forEverybody === undefined
      ? unknown(
          'consent',
          'what administrators consented to could not be read',
          'See Enterprise applications, Permissions.',
        )
      : ok('consent', `not consented to for everybody: ${waiting.join(', ')}`);
  const link = new URL(`/${entra.tenant}/adminconsent`, entra.authorityHost);
  link.searchParams.set('client_id', entra.clientId);
  return [granted, policyFinding(userPolicies, `An administrator consents for everybody at ${link.href}`)];
}

const prefix = /^ManagePermissionGrantsForSelf\./i;

/** The ids are those of "Manage app consent policies" (learn.microsoft.com/entra/identity/enterprise-apps/manage-app-consent-policies). */
function policyFinding(ids: readonly string[] | undefined, cure: string): Finding {
  if (ids === undefined) {
    return unknown(
      'consent policy',
      'to what users may consent could not be read: it needs Policy.Read.All',
      'Try as Global Reader, or see Enterprise applications, Consent and permissions.',
    );
  }
  const own = ids.filter((id) => prefix.test(id)).map((id) => id.replace(prefix, '').toLowerCase());
  if (own.includes('microsoft-user-default-legacy')) {
    return ok('consent policy', 'users may consent themselves to what needs no administrator');
  }
  if (own.includes('microsoft-user-default-recommended')) {
    return warning('consent policy', "Microsoft's: users may consent to Mail.Send, but not to Mail.Read", cure);
  }
  if (own.includes('microsoft-user-default-low')) {
    return warning('consent policy', 'users may consent to low-impact permissions of verified publishers only', cure);
  }
  return own.length === 0
    ? warning('consent policy', 'users may consent to nothing themselves', cure)
    : warning('consent policy', `a policy of the directory's own decides: ${own.join(', ')}`, cure);
}
