import type { AppRegistration, Audience } from '../directory/index.js';
import type { SandboxTenant } from '../model.js';
import { type ClientProof } from '../tokens/index.js';
import { EntraError, missingParameter } from './entra-error.js';
import { unknownResource } from './scope-refusals.js';
import type { Parameters } from './parameters.js';
import { accessTokenLifetime } from './token-response.js';
import type { EntraContext } from './entra-context.js';

/** An app requests a token for itself. The token has no user and no scopes, only the roles that an administrator granted. */
export function clientCredentialsResponse(
  entra: EntraContext,
  registration: AppRegistration,
  audience: Audience,
  form: Parameters,
  clientProof: ClientProof,
): Record<string, unknown> {
  const tenant = requireTenant(audience);
  const { scope } = form;
  if (scope === undefined) {
    throw missingParameter('scope');
  }
  const resource = entra.permissions.resourceOfDefault(scope);
  if (resource === undefined) {
    throw new EntraError(
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  if (!resource.isKnown) {
    throw unknownResource(resource.name);
  }
  const lifetimeSeconds = accessTokenLifetime(entra.policies.lifetimesOf(registration), false);
  return {
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: entra.accessTokens.issue({
      registration,
      subject: { kind: 'app', tenant, roles: entra.permissions.rolesOfApp(registration, resource.name) },
      resource: resource.name,
      clientProof,
      handlesClaimsChallenges: false,
      lifetimeSeconds,
    }),
  };
}

function requireTenant(audience: Audience): SandboxTenant {
  switch (audience.kind) {
    case 'tenant':
      return audience.tenant;
    case 'organizations':
      throw new EntraError(
        'invalid_request',
        50059,
        'No tenant-identifying information found in either the request or implied by any provided credentials.',
      );
    case 'common':
    case 'consumers':
      throw new EntraError(
        'invalid_request',
        9001023,
        'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
      );
  }
}
