import { type AppRegistration, type Audience, type Membership, resourceName } from '../directory/index.js';
import type { IssuedAccessToken } from '../tokens/index.js';
import { readClaims } from './claims-request.js';
import { EntraError, invalidGrant, missingParameter } from './entra-error.js';
import { unknownInTenant } from './next-step.js';
import type { Parameters } from './parameters.js';
import { entitle, type Entitlement } from './token-grants.js';
import type { EntraContext } from './entra-context.js';

export const onBehalfOfGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** An API that was called by a user's client requests a token for the next API, for the same user. */
export function redeemOnBehalfOf(
  entra: EntraContext,
  registration: AppRegistration,
  audience: Audience,
  form: Parameters,
): Entitlement {
  const { assertion, requested_token_use: use, scope } = form;
  if (assertion === undefined) {
    throw missingParameter('assertion');
  }
  if (use !== 'on_behalf_of') {
    throw missingParameter('requested_token_use');
  }
  if (scope === undefined) {
    throw missingParameter('scope');
  }
  const issued = entra.accessTokens.find(assertion);
  if (issued === undefined) {
    throw invalidGrant(50013, 'Assertion failed signature validation. [Reason - The key was not found.]');
  }
  checkAssertion(entra, registration, issued);
  const { subject } = issued;
  if (subject.kind === 'app') {
    throw new EntraError(
      'unauthorized_client',
      7000114,
      `Application '${issued.registration.clientId}' is not allowed to make application on-behalf-of calls.`,
    );
  }
  return entitle(entra, registration, form, {
    member: memberAt(entra, registration, audience, subject.member),
    authentication: subject.authentication,
    platform: 'web',
    scope,
    nonce: undefined,
    claims: readClaims(form['claims']),
    earlier: undefined,
    needsOpenIdConsent: false,
  });
}

/** The user as the tenant of the authority knows them: an API that names its own tenant asks for a guest there. */
function memberAt(
  { directory }: EntraContext,
  registration: AppRegistration,
  audience: Audience,
  member: Membership,
): Membership {
  const there = audience.kind === 'tenant' ? directory.findMembershipIn(member.user, audience.tenant) : member;
  if (there === undefined) {
    throw unknownInTenant('invalid_grant', member.user, { audience, registration });
  }
  return there;
}

function checkAssertion(entra: EntraContext, registration: AppRegistration, issued: IssuedAccessToken): void {
  if (issued.resource !== registration.clientId) {
    const audience = entra.registrations.find(issued.resource);
    throw invalidGrant(
      500131,
      `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience === undefined ? issued.resource : resourceName(audience)}' and the expected audience is '${resourceName(registration)}' or one of the Application Uris of this application with App ID '${registration.clientId}'(${registration.displayName}). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`,
    );
  }
  const now = entra.clock.now();
  if (issued.expiresAt <= now) {
    throw invalidGrant(
      500133,
      `Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: ${new Date(now).toISOString()}, expiry time of assertion ${new Date(issued.expiresAt).toISOString()}.`,
    );
  }
}
