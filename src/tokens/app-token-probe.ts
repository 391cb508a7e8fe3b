import { decodeJwt } from 'jose';

import { Clock, Logger, NoMetrics } from '../common/index.js';
import { graphResource, type Frontend } from '../config/index.js';
import type { EntraAuthority } from '../entra/index.js';
import { MsalClients } from './msal-client.js';
import { msalErrorFacts } from './msal-error.js';
import { TokenEndpointClient } from './token-endpoint-client.js';

/** Graph by its application id, which is the same in every cloud. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

/**
 * The permissions of the app itself, without a user, at a resource. `unclear`: Entra didn't respond, or the token is
 * unreadable.
 */
export type AppTokenVerdict =
  | { readonly kind: 'token'; readonly roles: readonly string[] }
  | { readonly kind: 'refused'; readonly numbers: readonly number[] }
  | { readonly kind: 'unclear' };

/**
 * Requests a token of the app itself (client credentials), which Entra issues for every resource of the tenant, and
 * which names the granted application permissions (`roles`). The token is read and dropped. The authority must be one
 * tenant.
 */
export async function probeAppToken(
  frontend: Frontend,
  authority: EntraAuthority,
  clock: Clock,
  resource: string,
): Promise<AppTokenVerdict> {
  try {
    const network = new TokenEndpointClient(true, new NoMetrics());
    const client = await new MsalClients({ of: () => authority }, clock, new Logger('silent')).create(
      frontend,
      network,
    );
    const name = resource === graphResource ? graphAppId : resource;
    const answer = await client.acquireTokenByClientCredential({ scopes: [`${name}/.default`] });
    const { roles = [] } = decodeJwt<{ roles?: unknown }>(answer?.accessToken ?? '');
    return { kind: 'token', roles: Array.isArray(roles) ? roles.map(String) : [] };
  } catch (error) {
    const facts = msalErrorFacts(error);
    return facts === undefined ? { kind: 'unclear' } : { kind: 'refused', numbers: facts.numbers };
  }
}
